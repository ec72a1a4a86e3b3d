package io.longshore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedHBaseTest {
  private static final TableName TABLE = TableName.valueOf("orders");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final byte[] QUALIFIER = Bytes.toBytes("q");

  @Test
  void tablesAreBackAfterARestartOnTheSameDirectory(@TempDir Path directory) throws Exception {
    Set<Thread> before = nonDaemonThreads();
    try (EmbeddedHBase hbase = EmbeddedHBase.builder(directory).encryption().start()) {
      createEncryptedTable(hbase);
      put(hbase.connection(), "kept");
    }
    assertNoneStartedSince(before);

    try (EmbeddedHBase hbase = EmbeddedHBase.builder(directory).encryption().start()) {
      assertThat(read(hbase.connection(), "kept")).isEqualTo("value of kept");
    }
    assertNoneStartedSince(before);
  }

  @Test
  void writesSurviveKillingStoppingAndRestartingRegionServers(@TempDir Path directory)
      throws Exception {
    try (EmbeddedHBase hbase = EmbeddedHBase.builder(directory).regionServers(2).start()) {
      createTable(hbase);
      assertThat(hbase.regionServerCount()).isEqualTo(2);

      put(hbase.connection(), "before the kill");
      ServerName killed = serverOf(hbase);
      hbase.killRegionServer(killed);
      assertThat(hbase.regionServers()).hasSize(1).doesNotContain(killed);
      assertThat(read(hbase.connection(), "before the kill")).isEqualTo("value of before the kill");

      ServerName added = hbase.addRegionServer();
      assertThat(hbase.regionServers()).hasSize(2).contains(added);

      put(hbase.connection(), "before the restart");
      ServerName stopped = serverOf(hbase);
      ServerName restarted = hbase.restartRegionServer(stopped);
      assertThat(restarted.getAddress()).isEqualTo(stopped.getAddress());
      assertThat(restarted.getStartCode()).isGreaterThan(stopped.getStartCode());

      hbase.stopRegionServer(serverOf(hbase));
      assertThat(hbase.regionServerCount()).isEqualTo(1);
      assertThat(read(hbase.connection(), "before the restart"))
          .isEqualTo("value of before the restart");
      assertThatThrownBy(() -> hbase.stopRegionServer(stopped))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("No region server " + stopped + " runs here");
    }
  }

  @Test
  void restartsItsOnlyRegionServer(@TempDir Path directory) throws Exception {
    try (EmbeddedHBase hbase = EmbeddedHBase.builder(directory).start()) {
      createTable(hbase);
      put(hbase.connection(), "row");
      hbase.restartRegionServer(serverOf(hbase));
      assertThat(read(hbase.connection(), "row")).isEqualTo("value of row");
    }
  }

  @Test
  void anotherProcessConnectsWithTheWrittenConfiguration(@TempDir Path directory) throws Exception {
    EmbeddedHBase hbase = SharedCluster.get();
    createTable(hbase);
    put(hbase.connection(), "row");
    Path confDir = hbase.writeConfiguration(directory.resolve("conf"));
    Path output = directory.resolve("output");

    Process client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                confDir + ":" + System.getProperty("java.class.path"),
                ForkedClient.class.getName(),
                TABLE.getNameAsString(),
                "row")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(client.waitFor(60, TimeUnit.SECONDS)).as("client ended").isTrue();

    assertThat(Files.readString(output)).contains("READ value of row");
    assertThat(client.exitValue()).isZero();
  }

  @Test
  void refusesNoRegionServersAtAll(@TempDir Path directory) {
    assertThatThrownBy(() -> EmbeddedHBase.builder(directory).regionServers(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("regionServers must be at least 1, not 0");
  }

  private static void assertNoneStartedSince(Set<Thread> before) throws InterruptedException {
    Set<Thread> after = nonDaemonThreads();
    after.removeAll(before);
    for (Thread thread : after) {
      // ZooKeeper's session tracker looks up once a tick to see that it has been stopped.
      thread.join(2000);
    }
    after.removeIf(thread -> !thread.isAlive());
    assertThat(after).as("non-daemon threads left behind").isEmpty();
  }

  private static Set<Thread> nonDaemonThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && thread.isAlive())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static void createTable(EmbeddedHBase hbase) throws IOException {
    hbase
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build());
  }

  private static void createEncryptedTable(EmbeddedHBase hbase) throws IOException {
    hbase
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(
                    ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                        .setEncryptionType("AES")
                        .build())
                .build());
  }

  private static ServerName serverOf(EmbeddedHBase hbase) throws IOException {
    try (var locator = hbase.connection().getRegionLocator(TABLE)) {
      return locator.getRegionLocation(Bytes.toBytes("row"), true).getServerName();
    }
  }

  private static void put(Connection connection, String row) throws IOException {
    try (Table table = connection.getTable(TABLE)) {
      table.put(
          new Put(Bytes.toBytes(row))
              .addColumn(FAMILY, QUALIFIER, Bytes.toBytes("value of " + row)));
    }
  }

  private static String read(Connection connection, String row) throws IOException {
    try (Table table = connection.getTable(TABLE)) {
      return Bytes.toString(table.get(new Get(Bytes.toBytes(row))).getValue(FAMILY, QUALIFIER));
    }
  }
}
