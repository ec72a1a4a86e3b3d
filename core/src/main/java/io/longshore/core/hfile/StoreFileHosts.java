package io.longshore.core.hfile;

import io.longshore.core.copy.TargetStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Which hosts have a store file on their disks. */
public final class StoreFileHosts {
  private StoreFileHosts() {}

  /**
   * Asks HDFS, once a file; other file systems have no hosts.
   *
   * @return how many of the bytes each host has; empty where that says nothing, or the file is
   *     nowhere: who reads it says so
   */
  public static Map<String, Long> of(Configuration conf, StoreFile file, long from, long length)
      throws IOException {
    Map<String, Long> bytes = new TreeMap<>();
    for (String place : file.places()) {
      Path path = new Path(place);
      FileSystem fs = TargetStore.rawFileSystem(path, conf);
      if (!(fs instanceof DistributedFileSystem)) {
        return bytes;
      }
      try {
        for (BlockLocation block : fs.getFileBlockLocations(path, from, length)) {
          for (String host : block.getHosts()) {
            bytes.merge(host, block.getLength(), Long::sum);
          }
        }
        return bytes;
      } catch (FileNotFoundException e) {
        // Perhaps it was archived.
      }
    }
    return bytes;
  }
}
