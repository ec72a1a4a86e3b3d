package io.longshore.core.copy;

import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;

class ConcatPartWriterTest {
  @TempDir static java.nio.file.Path dir;

  @Test
  void starts() throws Exception {
    try (MiniHdfs h = new MiniHdfs(dir, new org.apache.hadoop.conf.Configuration())) {
      System.out.println(h.fileSystem().getUri());
    }
  }
}
