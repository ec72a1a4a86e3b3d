package io.longshore.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HFilePathTest {
  @Test
  void theRegionIsWhereTheFileLies() {
    assertThat(HFilePath.parse("default/t/f/file")).hasValue(new HFilePath("t", ""));
    assertThat(HFilePath.parse("ns/t/abc/f/file_SeqId_4_")).hasValue(new HFilePath("ns:t", "abc"));
    assertThat(HFilePath.parse("default/t/archive/data/default/t/abc/f/file"))
        .hasValue(new HFilePath("t", "abc"));
    assertThat(HFilePath.parse("default/clone/archive/data/ns/t/abc/f/file"))
        .hasValue(new HFilePath("ns:t", "abc"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".backup.manifest",
        "longshore-inventory.jsonl",
        "default/t/.tabledesc/.tableinfo.0000000001.500",
        "default/t/.hbase-snapshot/s/data.manifest"
      })
  void otherFilesAreOfNone(String path) {
    assertThat(HFilePath.parse(path)).isEmpty();
  }
}
