package io.longshore.wal.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalFileTest {
  private static final String NAME = "node-1.example.org%2C16020%2C1732150000000.1732150001000";

  @Test
  void aWalsNameSaysItsServerAndItsNumber() {
    WalFile wal = WalFile.of(status(NAME), true).orElseThrow();
    assertThat(wal.server()).isEqualTo("node-1.example.org:16020");
    assertThat(wal.instance()).isEqualTo("node-1.example.org,16020,1732150000000");
    assertThat(wal.number()).isEqualTo(1732150001000L);
    assertThat(wal.length()).isEqualTo(7);
    assertThat(wal.archived()).isTrue();
  }

  @Test
  void aWalOfARegionGroupIsItsServers() {
    String name = "h%2C1%2C1732150000000.h%2C1%2C1732150000000.regiongroup-0.1732150001000";
    WalFile wal = WalFile.of(status(name), false).orElseThrow();
    assertThat(wal.server()).isEqualTo("h:1");
    assertThat(wal.number()).isEqualTo(1732150001000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h%2C1%2C1732150000000.meta.1732150001000.meta",
        "h%2C1%2C1732150000000.1732150001000$masterlocalwal$",
        "pv2-00000000000000000001.log",
        "notes.txt",
        "notes.5",
        "100%.5",
        "50%25%zz.7",
        "h%2C1%2Cx.5"
      })
  void othersAreNone(String name) {
    assertThat(WalFile.of(status(name), true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "100%.5"})
  void othersAreBeforeNoBoundary(String name) {
    assertThat(WalFile.isBefore(name, Map.of("h:1", Long.MAX_VALUE))).isFalse();
  }

  @Test
  void aWalIsBeforeTheBoundaryOfItsServerOnly() {
    String name = "h%2C1%2C5.100";
    assertThat(WalFile.isBefore(name, Map.of("h:1", 100L))).isTrue();
    assertThat(WalFile.isBefore(name, Map.of("h:1", 99L))).isFalse();
    assertThat(WalFile.isBefore(name, Map.of("h:2", 100L))).isFalse();
    assertThat(WalFile.isBefore(name, Map.of())).isFalse();
  }

  private static FileStatus status(String name) {
    return new FileStatus(7, false, 1, 1, 1, new Path("/hbase/oldWALs", name));
  }
}
