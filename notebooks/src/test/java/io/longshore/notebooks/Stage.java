package io.longshore.notebooks;

import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.demo.Flights;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * What the notebooks are about: real flights, backups of them, and clicks that are being written.
 */
final class Stage {
  private static final TableName CLICKS = TableName.valueOf("clicks");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final byte[] DELAY = Bytes.toBytes("delay");

  private final EmbeddedHBase cluster;
  private final Path directory;
  private final Path site;

  private Stage(Path directory) throws IOException {
    this.cluster = SharedCluster.get();
    this.directory = directory;
    this.site = cluster.writeConfiguration(directory.resolve("conf")).resolve("hbase-site.xml");
  }

  /**
   * Sets it.
   *
   * @return what the notebooks are told, by name
   */
  static Map<String, String> set(Path directory) throws IOException {
    Stage stage = new Stage(directory);
    stage.flights();
    stage.clicks();
    return Map.of(
        "LONGSHORE_HBASE",
        stage.cluster.configuration().get("hbase.rootdir"),
        "LONGSHORE_ROOT",
        stage.root(),
        "LONGSHORE_AIRPORTS",
        stage.airports().toString());
  }

  /** Sets it for kernels, and stays until standard input ends. */
  public static void main(String[] args) throws IOException {
    StringBuilder lines = new StringBuilder();
    set(Files.createDirectories(Path.of(args[0])))
        .forEach((name, value) -> lines.append("export ").append(name + "='" + value + "'\n"));
    Files.writeString(Path.of(args[0], "ready"), lines);
    while (System.in.read() >= 0) {
      // Nothing is said there; it ends.
    }
    System.exit(0);
  }

  private String root() {
    return directory.toUri() + "backups";
  }

  private Path airports() throws IOException {
    Path file = directory.resolve("airports.csv");
    try (InputStream in =
        new GZIPInputStream(Flights.class.getResourceAsStream("airports.csv.gz"))) {
      Files.copy(in, file);
    }
    return file;
  }

  private void flights() throws IOException {
    Flights.load(cluster.connection());
    cluster.admin().flush(Flights.TABLE);
    cluster.admin().snapshot("flights-january", Flights.TABLE);
    longshore("create", "full", root(), "-t", "flights");
    correct("ORD|2001-01-1", 7);
    longshore("create", "incremental", root());
    correct("DFW|2001-01-10", 12);
    longshore("create", "incremental", root());
    cluster.admin().snapshot("flights-corrected", Flights.TABLE);
  }

  /** Delays of an airport's days are put right, and a few flights were none. */
  private void correct(String prefix, int most) throws IOException {
    Random random = new Random(most);
    Scan scan = new Scan().setStartStopRowForPrefixScan(Bytes.toBytes(prefix));
    try (Table table = cluster.connection().getTable(Flights.TABLE);
        ResultScanner rows = table.getScanner(scan);
        BufferedMutator changes = cluster.connection().getBufferedMutator(Flights.TABLE)) {
      for (var row : rows) {
        int delay = Bytes.toInt(row.getValue(FAMILY, DELAY));
        if (random.nextInt(4) == 0) {
          byte[] corrected = Bytes.toBytes(delay - random.nextInt(most) - 1);
          changes.mutate(new Put(row.getRow()).addColumn(FAMILY, DELAY, corrected));
        } else if (random.nextInt(200) == 0) {
          changes.mutate(new Delete(row.getRow()));
        }
      }
    }
  }

  /** A table whose rows are written to unevenly, for some seconds. */
  private void clicks() throws IOException {
    cluster
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(CLICKS)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of("c"))
                .build(),
            new byte[][] {Bytes.toBytes("page-3"), Bytes.toBytes("page-6")});
    Random random = new Random(1);
    byte[] family = Bytes.toBytes("c");
    try (Table table = cluster.connection().getTable(CLICKS)) {
      for (int i = 0; i < 4000; i++) {
        // One page is in the news, half way through.
        boolean news = i > 1500 && i < 2800 && random.nextInt(3) > 0;
        int page = news ? 614 : (int) Math.abs(random.nextGaussian() * 250) % 1000;
        table.put(
            new Put(Bytes.toBytes(String.format("page-%03d", page)))
                .addColumn(family, Bytes.toBytes("at"), Bytes.toBytes((long) i))
                .addColumn(family, Bytes.toBytes("user"), Bytes.toBytes(random.nextInt(5000))));
      }
    }
  }

  private void longshore(String... args) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 2);
    all[args.length] = "-conf";
    all[args.length + 1] = site.toString();
    int status = Longshore.run(StepObserver.NONE, System.err, System.err, all);
    if (status != 0) {
      throw new IllegalStateException(String.join(" ", args) + " ended with " + status);
    }
  }
}
