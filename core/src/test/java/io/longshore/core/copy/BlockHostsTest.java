package io.longshore.core.copy;

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

class BlockHostsTest {
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
      List<String> file = List.of(root + "/data/file", root + "/archive/file");
      Map<String, Long> all = BlockHosts.of(hdfs.configuration(), file, 0, BYTES);
      assertThat(all).hasSize(1).containsValue((long) BYTES);
      assertThat(BlockHosts.of(hdfs.configuration(), file, 0, 10).values())
          .allMatch(bytes -> bytes < BYTES);
      List<String> missing = List.of(root + "/nothing");
      assertThat(BlockHosts.of(hdfs.configuration(), missing, 0, BYTES)).isEmpty();
    }
  }

  @Test
  void aLocalDiskHasNoHosts() throws IOException {
    Files.write(directory.resolve("file"), new byte[10]);
    String file = directory.resolve("file").toUri().toString();
    assertThat(BlockHosts.of(new Configuration(), List.of(file), 0, 10)).isEmpty();
  }
}
