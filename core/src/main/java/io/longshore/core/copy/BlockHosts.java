package io.longshore.core.copy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Which hosts have a file's blocks on their disks. */
public final class BlockHosts {
  private BlockHosts() {}

  /**
   * Asks HDFS, once a file; other file systems have no hosts.
   *
   * @param places where the file may lie, as URIs, most likely first
   * @return how many of the bytes each host has; empty where that says nothing, or the file is
   *     nowhere: who reads it says so
   */
  public static Map<String, Long> of(
      Configuration conf, List<String> places, long from, long length) throws IOException {
    Map<String, Long> bytes = new TreeMap<>();
    for (String place : places) {
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
