package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import io.longshore.testing.TestKeys;
import io.longshore.testing.TestWal;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** WALs become files that HBase loads, without a backup. */
class WalToHFilesTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final String WAL = "host%2C16020%2C1.host%2C16020%2C1.1750000000000";

  private final Admin admin = CLUSTER.admin();
  @TempDir private Path directory;
  private TableName table;
  private TableName copy;
  private String output;

  @BeforeEach
  void createTables(TestInfo test) throws IOException {
    table = TableName.valueOf(test.getTestMethod().orElseThrow().getName());
    copy = TableName.valueOf(table + "_copy");
    output = directory.resolve("output").toUri().toString();
    for (TableName name : List.of(table, copy)) {
      TableDescriptor descriptor =
          TableDescriptorBuilder.newBuilder(name)
              .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
              .build();
      admin.createTable(descriptor, new byte[][] {Bytes.toBytes("row3"), Bytes.toBytes("row7")});
    }
  }

  @AfterEach
  void dropTables() throws IOException {
    for (TableName name : List.of(table, copy)) {
      CLUSTER.drop(name);
    }
  }

  @Test
  void whatIsInTheWalsCanBeLoaded() throws Exception {
    write("first");
    write("second");
    String[] command = {
      "wal-to-hfiles", "--wals", wals(), "--tables", table + "", "--output", output, "--dry-run"
    };
    assertThat(CommandRun.ok(CLUSTER, command).out())
        .containsPattern("Would sort the cells of \\d+ WALs, .* into " + output);
    assertThat(directory.resolve("output")).doesNotExist();
    CommandRun run = CommandRun.ok(CLUSTER, Arrays.copyOf(command, command.length - 1));
    assertThat(run.out()).contains("Left out, other tables:");
    assertThat(directory.resolve("output/_SUCCESS")).exists();
    load();
    TableCells live = CellOracle.visible(CLUSTER.connection(), table);
    assertThat(live.firstDifference(CellOracle.visible(CLUSTER.connection(), copy))).isEmpty();
  }

  @Test
  void onlyWhatWasWrittenInTimeIsTaken() throws Exception {
    write("in time");
    TableCells inTime = CellOracle.visible(CLUSTER.connection(), table);
    Thread.sleep(5);
    long end = System.currentTimeMillis();
    Thread.sleep(5);
    write("too late");
    CommandRun run =
        CommandRun.ok(
            CLUSTER,
            "--output",
            "json",
            "wal-to-hfiles",
            "--wals",
            wals(),
            "--tables",
            table + "",
            "--end-time",
            "" + end,
            "--output",
            output);
    assertThat(run.out()).contains("\"cells\" : 10,", "\"other times\" : ");
    load();
    assertThat(inTime.firstDifference(CellOracle.visible(CLUSTER.connection(), copy))).isEmpty();
  }

  @Test
  void anOutputThatIsThereIsLeftAsItIs() throws IOException {
    Files.createDirectories(directory.resolve("output"));
    Files.writeString(directory.resolve("output/mine"), "mine");
    CommandRun run =
        CommandRun.of(
            CLUSTER, "wal-to-hfiles", "--wals", wals(), "--tables", table + "", "--output", output);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("is there already");
    assertThat(directory.resolve("output/mine")).hasContent("mine");
  }

  @Test
  void aDirectoryWithoutWalsIsRefused() {
    CommandRun run =
        CommandRun.of(
            CLUSTER,
            "wal-to-hfiles",
            "--wals",
            directory.toUri() + "",
            "--tables",
            table + "",
            "--output",
            output);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("There are no WALs in");
  }

  @Test
  void anEncryptedWalWithoutItsKeyIsNamedAndNothingIsLeft() throws IOException {
    Configuration conf = new Configuration(CLUSTER.configuration());
    conf.setBoolean(HConstants.ENABLE_WAL_ENCRYPTION, true);
    conf.set(HConstants.CRYPTO_KEYPROVIDER_CONF_KEY, TestKeys.class.getName());
    conf.set(HConstants.CRYPTO_MASTERKEY_NAME_CONF_KEY, "hbase");
    Path wals = Files.createDirectories(directory.resolve("wals"));
    try (TestWal wal = TestWal.create(conf, wals.resolve(WAL))) {
      wal.append(
          table,
          "region",
          1,
          1,
          List.of(new KeyValue(Bytes.toBytes("r"), FAMILY, FAMILY, 1, FAMILY)));
    }
    CommandRun run =
        CommandRun.of(
            CLUSTER,
            "wal-to-hfiles",
            "--wals",
            wals.toUri() + "",
            "--tables",
            table + "",
            "--output",
            output);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("Cannot read", WAL, "encryption keys").doesNotContain("\tat ");
    assertThat(directory.resolve("output")).doesNotExist();
  }

  private void load() throws IOException {
    BulkLoadHFiles.create(CLUSTER.configuration())
        .bulkLoad(
            copy,
            new org.apache.hadoop.fs.Path(
                directory.resolve("output/default/" + table.getNameAsString()).toUri()));
  }

  /**
   * Copies: HBase deletes archived WALs that no backup needs while they are read. What the test has
   * written is in those that are being written.
   */
  private String wals() throws IOException {
    Path copies = Files.createDirectories(directory.resolve("wals"));
    for (WalFile wal : new WalDirectory(CLUSTER.configuration()).list()) {
      try {
        Files.copy(Path.of(wal.path().toUri()), copies.resolve(wal.path().getName()));
      } catch (NoSuchFileException e) {
        assertThat(wal.path().toString()).contains("/oldWALs/");
      }
    }
    return copies.toUri().toString();
  }

  private void write(String value) throws IOException {
    try (Table client = CLUSTER.connection().getTable(table)) {
      for (int i = 0; i < 10; i++) {
        client.put(
            new Put(Bytes.toBytes("row" + i))
                .addColumn(FAMILY, FAMILY, 7, Bytes.toBytes(value + i)));
      }
    }
  }
}
