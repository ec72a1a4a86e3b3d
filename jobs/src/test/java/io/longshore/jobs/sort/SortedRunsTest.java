package io.longshore.jobs.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.jobs.SparkSessions;
import io.longshore.jobs.sort.hbase.CellRecords;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellComparatorImpl;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Batches that write the same few cells again and again, in a task of Spark. */
class SortedRunsTest {
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final TableDescriptor TABLE =
      TableDescriptorBuilder.newBuilder(TableName.valueOf("t"))
          .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
          .build();
  private static final Stores STORES =
      Stores.of(List.of(new Stores.Regions(TABLE, List.of(new byte[0], Bytes.toBytes("b")))));

  private static SparkSession spark;

  /**
   * A cell as it was written.
   *
   * @param batch which one wrote it; its sequence id too
   */
  record Written(String row, String qualifier, long time, int batch, int position)
      implements Serializable {
    int store() {
      return row.compareTo("b") < 0 ? 0 : 1;
    }

    KeyValue cell() {
      KeyValue cell =
          new KeyValue(
              Bytes.toBytes(row),
              FAMILY,
              Bytes.toBytes(qualifier),
              time,
              Bytes.toBytes(batch + "/" + position));
      cell.setSequenceId(batch);
      return cell;
    }
  }

  /** Cells of one row, in any order. */
  record Batch(String row, List<String> qualifiers, List<Long> times) {}

  @BeforeContainer
  static void start() {
    spark = SparkSessions.open("local[1]", Map.of());
  }

  @AfterContainer
  static void stop() {
    spark.stop();
  }

  @Provide
  Arbitrary<List<Batch>> batches() {
    return Combinators.combine(
            Arbitraries.of("a", "aa", "a\0", "b", "c"),
            Arbitraries.of("", "q", "q1", "q2", "q\0").list().ofMinSize(1).ofMaxSize(6),
            Arbitraries.of(1L, 2L, Long.MAX_VALUE).list().ofSize(6))
        .as(Batch::new)
        .list()
        .ofMaxSize(40);
  }

  /** However little of a row is merged on the heap, down to nothing. */
  @Property(tries = 300)
  void cellsComeInOrderAndThoseThatMayBeEqualAreToldOf(
      @ForAll("batches") List<Batch> batches,
      @ForAll("heaps") int most,
      @ForAll("loads") List<Integer> bulkLoads) {
    List<Written> written = written(batches);
    List<Written> expected = new ArrayList<>(written);
    expected.sort(
        Comparator.comparing(Written::cell, CellComparatorImpl.COMPARATOR)
            .thenComparing(Comparator.comparing(Written::position).reversed()));
    List<String> wanted = new ArrayList<>();
    for (int store = 0; store < 2; store++) {
      for (int sequence : bulkLoads.stream().sorted().toList()) {
        wanted.add("load " + store + " " + sequence);
      }
      for (Written each : expected) {
        if (each.store() == store) {
          wanted.add(describe(each.cell(), each.batch()));
        }
      }
    }

    assertThat(inTask(written, bulkLoads, most)).isEqualTo(wanted);
  }

  @Provide
  Arbitrary<Integer> heaps() {
    return Arbitraries.of(0, 300, 2000, 1 << 20);
  }

  @Provide
  Arbitrary<List<Integer>> loads() {
    return Arbitraries.integers().between(0, 50).list().ofMaxSize(2);
  }

  private static List<Written> written(List<Batch> batches) {
    List<Written> written = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      Batch batch = batches.get(i);
      for (int j = 0; j < batch.qualifiers().size(); j++) {
        written.add(
            new Written(batch.row(), batch.qualifiers().get(j), batch.times().get(j), i, j));
      }
    }
    return written;
  }

  private static List<String> inTask(List<Written> written, List<Integer> bulkLoads, long most) {
    List<Integer> task = List.of(1);
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(task, 1)
        .flatMap(none -> read(written, bulkLoads, most).iterator())
        .collect();
  }

  private static List<String> read(List<Written> written, List<Integer> bulkLoads, long most)
      throws IOException {
    List<String> read = new ArrayList<>();
    SortPrefix nothing = new SortPrefix(new byte[0]);
    try (RecordSorter sorter = new RecordSorter(TaskContext.get(), nothing)) {
      insert(written, bulkLoads, sorter);
      try (SortedRuns runs =
          new SortedRuns(
              sorter.sorted(),
              STORES,
              prefix -> new RecordSorter(TaskContext.get(), prefix),
              most)) {
        Cell before = null;
        long beforeSequence = 0;
        while (runs.next()) {
          if (runs.isBulkLoad()) {
            read.add("load " + runs.store() + " " + runs.bulkLoadSequence());
            continue;
          }
          assertThat(runs.seconds()).isEqualTo((int) runs.sequence() + 1);
          if (before != null
              && CellComparatorImpl.COMPARATOR.compareRows(before, runs.cell()) == 0
              && beforeSequence != runs.sequence()) {
            assertThat(runs.isContended()).isTrue();
          }
          before = runs.cell();
          beforeSequence = runs.sequence();
          read.add(describe(before, beforeSequence));
        }
      }
    }
    return read;
  }

  /** As a WAL's reader makes runs. */
  private static void insert(List<Written> written, List<Integer> bulkLoads, RecordSorter sorter)
      throws IOException {
    SortRecord record = new SortRecord();
    Written first = null;
    Written before = null;
    for (Written each : written) {
      boolean sameRun =
          before != null
              && before.batch() == each.batch()
              && CellRecords.add(each.cell(), first.cell(), before.cell(), 1, record);
      if (!sameRun) {
        if (before != null) {
          sorter.insert(record);
        }
        CellRecords.begin(
            each.cell(), each.store(), each.batch(), each.position(), each.batch() + 1, record);
      }
      first = sameRun ? first : each;
      before = each;
    }
    if (before != null) {
      sorter.insert(record);
    }
    for (int store = 0; store < 2; store++) {
      for (int sequence : bulkLoads) {
        CellRecords.encodeBulkLoad(store, sequence, record);
        sorter.insert(record);
      }
    }
  }

  private static String describe(Cell cell, long sequence) {
    return cell
        + " "
        + sequence
        + " "
        + Bytes.toString(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
  }
}
