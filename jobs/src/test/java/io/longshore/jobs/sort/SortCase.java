package io.longshore.jobs.sort;

import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.testing.TestWal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.CellComparatorImpl;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.spark.sql.SparkSession;

/**
 * WALs in a directory, and beside each cell what a sort must make of it: a reference that keeps
 * everything in memory and looks at no bytes.
 */
final class SortCase {
  private static final String SERVER = "localhost%2C16020%2C1732150000000";
  private static final String REGION = "0123456789abcdef0123456789abcdef";

  final Configuration conf = HBaseConfiguration.create();
  final Path root;
  long step = 1;
  long startTime = 0;
  long endTime = Long.MAX_VALUE;
  boolean findsBulkLoads = false;
  CopyLimits limits = CopyLimits.NONE;
  ProgressListener progress = ProgressListener.SILENT;

  private final Path output;
  private final List<WalInput> inputs = new ArrayList<>();
  private final List<Stores.Regions> tables = new ArrayList<>();
  private final List<Written> written = new ArrayList<>();

  /**
   * An entry of a WAL.
   *
   * @param millis when it was written
   */
  record Entry(TableName table, long sequence, long millis, List<KeyValue> cells) {
    Entry(TableName table, long sequence, long millis, KeyValue... cells) {
      this(table, sequence, millis, Arrays.asList(cells));
    }
  }

  private record Written(TableName table, KeyValue cell, long sequence, int position, long millis) {
    String identity() {
      return String.join(
          "/",
          Bytes.toStringBinary(CellUtil.cloneRow(cell)),
          Bytes.toStringBinary(CellUtil.cloneQualifier(cell)),
          Long.toString(cell.getTimestamp()),
          cell.getType().name());
    }

    KeyValue sequenced() {
      KeyValue sequenced = new KeyValue(cell);
      sequenced.setSequenceId(sequence);
      return sequenced;
    }
  }

  SortCase(Path directory) {
    this.root = directory.resolve("hbase");
    this.output = directory.resolve("image");
    conf.set("fs.defaultFS", "file:///");
    conf.set(HConstants.HBASE_DIR, root.toUri().toString());
  }

  void table(TableDescriptor table, byte[]... splits) {
    List<byte[]> startKeys = new ArrayList<>();
    startKeys.add(HConstants.EMPTY_START_ROW);
    startKeys.addAll(List.of(splits));
    tables.add(new Stores.Regions(table, startKeys));
  }

  /** Writes another WAL. */
  void wal(Collection<Entry> entries) throws IOException {
    try (TestWal wal = TestWal.create(conf, nextFile())) {
      for (Entry entry : entries) {
        wal.append(entry.table(), REGION, entry.sequence(), entry.millis(), entry.cells());
        remember(entry);
      }
    }
    addInput();
  }

  void wal(Entry... entries) throws IOException {
    wal(List.of(entries));
  }

  /** Makes another WAL, of whose server not a byte has come to the disk. */
  void emptyFile() throws IOException {
    Files.createFile(nextFile());
    addInput();
  }

  /** Writes another WAL, of a marker alone. */
  void marker(TableName table, long sequence, WALEdit edit) throws IOException {
    try (TestWal wal = TestWal.create(conf, nextFile())) {
      wal.append(table, REGION, sequence, 1000, edit);
    }
    addInput();
  }

  /** What the WALs are, one behind the other. */
  byte[] bytesOfWals() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (WalInput input : inputs) {
      bytes.write(
          Files.readAllBytes(
              Path.of(new org.apache.hadoop.fs.Path(input.path()).toUri().getPath())));
    }
    return bytes.toByteArray();
  }

  /** Of all WALs, in bytes. */
  long length() {
    return inputs.stream().mapToLong(WalInput::length).sum();
  }

  WalSort.Result sort(SparkSession spark) throws IOException {
    Map<String, String> directories = new HashMap<>();
    for (Stores.Regions each : tables) {
      String name = each.table().getTableName().getNameAsString();
      directories.put(name, output.resolve(name.replace(':', '/')).toUri().toString());
    }
    return new WalSort(
            inputs,
            Stores.of(tables),
            directories,
            findsBulkLoads ? root.toUri().toString() : null,
            startTime,
            endTime,
            false,
            step,
            limits)
        .run(spark, conf, progress);
  }

  /** What the files of a family must hold, in order. */
  List<String> expected(TableName table, String family) {
    Map<String, Written> bySequence = new HashMap<>();
    for (Written each : written) {
      if (each.table().equals(table)
          && Bytes.toString(CellUtil.cloneFamily(each.cell())).equals(family)
          && startTime <= each.millis()
          && each.millis() < endTime) {
        bySequence.merge(
            each.identity() + " " + each.sequence(),
            each,
            (a, b) -> a.position() >= b.position() ? a : b);
      }
    }
    Map<String, Written> byStep = new HashMap<>();
    for (Written each : bySequence.values()) {
      byStep.merge(
          each.identity() + " " + each.millis() / 1000 / step,
          each,
          (a, b) -> a.sequence() >= b.sequence() ? a : b);
    }
    return byStep.values().stream()
        .map(Written::sequenced)
        .sorted(CellComparatorImpl.COMPARATOR)
        .map(SortedCells::describe)
        .toList();
  }

  /** What they do hold. */
  SortedCells actual(WalSort.Result result, TableName table, String family) throws IOException {
    return SortedCells.of(conf, result, table, family);
  }

  /** All files that are in the image, listed or not. */
  List<Path> files() throws IOException {
    if (!Files.exists(output)) {
      return List.of();
    }
    try (var files = Files.walk(output)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private void remember(Entry entry) {
    for (int i = 0; i < entry.cells().size(); i++) {
      written.add(
          new Written(entry.table(), entry.cells().get(i), entry.sequence(), i, entry.millis()));
    }
  }

  private Path nextFile() throws IOException {
    Path directory = root.resolve("WALs/localhost,16020,1732150000000");
    Files.createDirectories(directory);
    return directory.resolve(SERVER + "." + (1_732_150_001_000L + inputs.size()));
  }

  private void addInput() throws IOException {
    Path file = nextFile();
    inputs.add(
        new WalInput(
            new org.apache.hadoop.fs.Path(file.toUri()).toString(),
            "localhost:16020",
            Files.size(file),
            tables.stream().map(each -> each.table().getTableName().getNameAsString()).toList()));
  }
}
