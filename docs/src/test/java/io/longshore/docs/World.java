package io.longshore.docs;

import io.longshore.jobs.SparkSessions;
import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.Seconds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.SnapshotDescription;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * A cluster with what pages speak of: tables, snapshots of them, and a root with a full image, a
 * moment at which nothing was written, and two incremental ones.
 */
final class World implements AutoCloseable {
  private static final List<String> TABLES = List.of("orders", "customers");
  private static final List<String> SNAPSHOTS = List.of("nightly", "orders_s");
  private static final Pattern IMAGE = Pattern.compile("backup_\\d+|\\$ID");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Path directory;
  private final EmbeddedHBase cluster;
  private final Path site;
  private final List<String> images = new ArrayList<>();
  private String root;
  private String moment;
  private int made;
  private boolean touched = true;

  private World(Path directory, EmbeddedHBase cluster) throws IOException {
    this.directory = directory;
    this.cluster = cluster;
    this.site = cluster.writeConfiguration(directory.resolve("conf")).resolve("hbase-site.xml");
  }

  static World start(Path directory) throws IOException {
    // Commands use the session they find, and leave it open.
    SparkSessions.open("local[2]", Map.of());
    return new World(directory, EmbeddedHBase.builder(directory.resolve("hbase")).start());
  }

  Path site() {
    return site;
  }

  /** A line with the names that things have here. */
  String translate(String line) throws Exception {
    if (touched) {
      make();
    }
    String hbase = cluster.configuration().get("hbase.rootdir");
    String here =
        line.replaceAll("\\s+# .*", "")
            .replaceAll("(hdfs://nameservice|file://|s3a:/)/backups(/orders)?|\\$ROOT", root)
            .replace("hdfs:///hbase/oldWALs", hbase + "/WALs")
            .replace("hdfs://nameservice/hbase", hbase)
            .replace("nightly-20261120", "nightly")
            .replaceAll("hdfs://(/tmp|other|nameservice)/\\w+", place("other-" + made))
            .replaceAll("2026-11-\\d\\d \\d\\d:\\d\\d:\\d\\d", moment);
    if (here.contains("--against-live")) {
      // Of what was just restored, and that image has to be a full one.
      longshore("restore", root, images.get(0), "-o");
      touched = true;
      return here.replaceAll(IMAGE.pattern(), images.get(0));
    }
    // The first that a line names is the oldest; one alone is the newest.
    boolean incremental = here.contains("longshore merge") && !here.contains("--full");
    List<String> named = new ArrayList<>(images.subList(incremental ? 1 : 0, images.size()));
    Matcher ids = IMAGE.matcher(here);
    int count = (int) ids.results().count();
    return count == 1
        ? here.replaceAll(IMAGE.pattern(), images.get(images.size() - 1))
        : ids.replaceAll(id -> named.remove(0));
  }

  /** Makes room for what a command restores, and remembers whether it leaves all as it is. */
  void prepare(List<String> args) throws IOException {
    String command = args.get(0);
    made++;
    boolean onlySays = args.contains("--dry-run") || args.contains("-c");
    touched |=
        List.of("restore", "merge", "delete", "expire").contains(command) && !onlySays
            || command.equals("create") && args.contains("full");
    if (command.equals("restore") && !args.contains("-o")) {
      String tables = after(args, "-m", after(args, "-t", String.join(",", TABLES)));
      for (String table : tables.split(",")) {
        cluster.drop(TableName.valueOf(table));
      }
    }
  }

  private static String after(List<String> args, String option, String other) {
    int at = args.indexOf(option);
    return at < 0 ? other : args.get(at + 1);
  }

  private void make() throws Exception {
    root = place("backups-" + made);
    images.clear();
    for (String table : TABLES) {
      cluster.drop(TableName.valueOf(table));
      cluster
          .admin()
          .createTable(
              TableDescriptorBuilder.newBuilder(TableName.valueOf(table))
                  .setColumnFamily(ColumnFamilyDescriptorBuilder.of("cf"))
                  .setValue("longshore.columns", "id string :key, amount int cf:amount")
                  .build());
      write(table, 0);
    }
    for (SnapshotDescription each : cluster.admin().listSnapshots()) {
      cluster.admin().deleteSnapshot(each.getName());
    }
    for (String snapshot : SNAPSHOTS) {
      cluster.admin().snapshot(snapshot, TableName.valueOf("orders"));
    }
    create("full");
    write("orders", 1);
    moment = nextSecond();
    write("orders", 2);
    create("incremental");
    write("orders", 3);
    create("incremental");
    touched = false;
  }

  /** The second that begins when this returns: what is written now is later. */
  private static String nextSecond() throws InterruptedException {
    return TIME.format(Instant.ofEpochMilli(Seconds.awaitNext()).atZone(ZoneId.systemDefault()));
  }

  private void create(String type) {
    images.add(longshore("create", type, root, "-t", String.join(",", TABLES)).split(":")[0]);
  }

  /** A command that must succeed; what it printed. */
  private String longshore(String... args) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-conf", site.toString()));
    int status =
        Longshore.run(
            StepObserver.NONE,
            out,
            new PrintStream(new ByteArrayOutputStream()),
            all.toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException(all + " exited with " + status);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  private String place(String name) {
    return directory.resolve(name).toUri().toString();
  }

  private void write(String name, int round) throws IOException {
    try (Table table = cluster.connection().getTable(TableName.valueOf(name))) {
      for (int i = 0; i < 100; i++) {
        table.put(
            new Put(Bytes.toBytes("key-" + i))
                .addColumn(Bytes.toBytes("cf"), Bytes.toBytes("amount"), Bytes.toBytes(i + round)));
      }
    }
  }

  @Override
  public void close() throws IOException {
    cluster.close();
  }
}
