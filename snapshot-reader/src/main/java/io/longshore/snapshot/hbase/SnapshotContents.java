package io.longshore.snapshot.hbase;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.TableDescriptor;

/**
 * What a snapshot holds.
 *
 * @param directory of its manifest
 * @param expires when its time to live ends, empty where it has none
 * @param regions in the order of their keys, without split parents
 * @param files every store file the regions need, each once
 */
public record SnapshotContents(
    String name,
    Path directory,
    TableName table,
    Instant created,
    Optional<Instant> expires,
    TableDescriptor descriptor,
    List<RegionInfo> regions,
    List<SnapshotFile> files) {

  /** Whether its time to live is over, so that HBase may have deleted it and its files. */
  public boolean isExpired() {
    return expires.isPresent() && expires.get().isBefore(Instant.now());
  }

  public long bytes() {
    return files.stream().mapToLong(SnapshotFile::length).sum();
  }

  /** The files of the manifest itself; not the checksums that Hadoop keeps of them on a disk. */
  public List<FileStatus> manifestFiles(Configuration conf) throws IOException {
    // Hadoop's own file system of local disks hides them, the raw one does not.
    return Arrays.stream(directory.getFileSystem(conf).listStatus(directory))
        .filter(FileStatus::isFile)
        .toList();
  }
}
