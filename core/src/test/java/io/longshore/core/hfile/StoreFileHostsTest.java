package io.longshore.core.hfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHdfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFileHostsTest {
  private static final int BYTES = 200_000;

  @TempDir Path directory;

  @Test
  void hdfsIsAskedWhereTheBytesOfAFileAre() throws IOException {
    try (EmbeddedHdfs hdfs = new EmbeddedHdfs(directory.resolve("hdfs"), new Configuration())) {
      try (FSDataOutputStream out =
          hdfs.fileSystem().create(new org.apache.hadoop.fs.Path("/archive/file"))) {
        out.write(new byte[BYTES]);
      }
      String root = hdfs.fileSystem().getUri().toString();
      // It was moved from the first place to the second.
      StoreFile file =
          new StoreFile(List.of(root + "/data", root + "/archive"), "file", BYTES, null);
      Map<String, Long> all = StoreFileHosts.of(hdfs.configuration(), file, 0, BYTES);
      assertThat(all).hasSize(1).containsValue((long) BYTES);
      assertThat(StoreFileHosts.of(hdfs.configuration(), file, 0, 10).values())
          .allMatch(bytes -> bytes < BYTES);
      StoreFile missing = new StoreFile(List.of(root), "nothing", BYTES, null);
      assertThat(StoreFileHosts.of(hdfs.configuration(), missing, 0, BYTES)).isEmpty();
    }
  }

  @Test
  void aLocalDiskHasNoHosts() throws IOException {
    Files.write(directory.resolve("file"), new byte[10]);
    StoreFile file = new StoreFile(List.of(directory.toUri().toString()), "file", 10, null);
    assertThat(StoreFileHosts.of(new Configuration(), file, 0, 10)).isEmpty();
  }
}
