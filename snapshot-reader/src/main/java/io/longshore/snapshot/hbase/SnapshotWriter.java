package io.longshore.snapshot.hbase;

import io.longshore.core.copy.TargetStore;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotDataManifest;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotDescription;
import org.apache.hadoop.hbase.snapshot.SnapshotDescriptionUtils;
import org.apache.hadoop.hbase.snapshot.SnapshotManifest;

/** Writes copies of snapshot manifests under another name or root. */
public final class SnapshotWriter {
  private SnapshotWriter() {}

  /**
   * Writes a snapshot's manifest into a directory that is not there yet.
   *
   * @param name the copy's name
   * @param keepTimeToLive whether the copy expires when its source does
   * @param descriptor in place of the source's table descriptor, where given
   */
  public static void write(
      SnapshotContents source,
      Configuration conf,
      FileSystem to,
      Path directory,
      String name,
      boolean keepTimeToLive,
      Optional<TableDescriptor> descriptor)
      throws IOException {
    FileSystem from = TargetStore.rawFileSystem(source.directory(), conf);
    to.mkdirs(directory);
    for (FileStatus file : source.manifestFiles(conf)) {
      String fileName = file.getPath().getName();
      if (fileName.equals(SnapshotDescriptionUtils.SNAPSHOTINFO_FILE)) {
        continue;
      }
      Path target = new Path(directory, fileName);
      if (fileName.equals(SnapshotManifest.DATA_MANIFEST_NAME) && descriptor.isPresent()) {
        writeManifest(from, file.getPath(), to, target, descriptor.get());
      } else {
        FileUtil.copy(from, file.getPath(), to, target, false, true, conf);
      }
    }
    SnapshotDescription.Builder description =
        SnapshotDescriptionUtils.readSnapshotInfo(from, source.directory()).toBuilder();
    description.setName(name);
    if (!keepTimeToLive) {
      description.setTtl(HConstants.DEFAULT_SNAPSHOT_TTL);
    }
    SnapshotDescriptionUtils.writeSnapshotInfo(description.build(), directory, to);
  }

  /** Where a finished snapshot's manifest lies under a root of HBase. */
  public static Path completedDirectory(Path root, String name) {
    return SnapshotDescriptionUtils.getCompletedSnapshotDir(name, root);
  }

  /** Where a snapshot that is being written lies; HBase's cleaners heed it as well. */
  public static Path workingDirectory(Path root, String name, Configuration conf) {
    return SnapshotDescriptionUtils.getWorkingSnapshotDir(name, root, conf);
  }

  private static void writeManifest(
      FileSystem from, Path source, FileSystem to, Path target, TableDescriptor descriptor)
      throws IOException {
    SnapshotDataManifest manifest;
    try (var in = from.open(source)) {
      var coded = org.apache.hbase.thirdparty.com.google.protobuf.CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      manifest = SnapshotDataManifest.parseFrom(coded);
    }
    try (FSDataOutputStream out = to.create(target, true)) {
      manifest.toBuilder()
          .setTableSchema(ProtobufUtil.toTableSchema(descriptor))
          .build()
          .writeTo(out);
    }
  }
}
