package io.longshore.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.hbase.client.Append;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Increment;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Row;
import org.apache.hadoop.hbase.client.RowMutations;
import org.apache.hadoop.hbase.client.Table;

/** The steps of a workload that write cells. */
final class CellSteps {
  private static final int MAX_PUTS = 12;
  private static final int MAX_CELLS = 4;
  private static final int MAX_REWRITES = 4;

  private final Table table;
  private final RandomCells cells;

  CellSteps(Table table, RandomCells cells) {
    this.table = table;
    this.cells = cells;
  }

  void put(SplittableRandom random) throws IOException {
    List<Put> puts = new ArrayList<>();
    int count = 1 + random.nextInt(MAX_PUTS);
    for (int i = 0; i < count; i++) {
      puts.add(randomPut(cells.row(random), random));
    }
    table.put(puts);
  }

  private Put randomPut(byte[] row, SplittableRandom random) {
    Put put = new Put(row);
    int count = 1 + random.nextInt(MAX_CELLS);
    for (int i = 0; i < count; i++) {
      byte[] family = cells.family(random);
      byte[] qualifier = cells.qualifier(random);
      if (random.nextInt(3) == 0) {
        put.addColumn(family, qualifier, cells.value(random));
      } else {
        put.addColumn(family, qualifier, cells.timestamp(random), cells.value(random));
      }
    }
    if (random.nextInt(8) == 0) {
      put.setTTL(cells.timeToLive(random));
    }
    return put;
  }

  void rewrite(SplittableRandom random) throws IOException {
    byte[] row = cells.row(random);
    byte[] family = cells.family(random);
    byte[] qualifier = cells.qualifier(random);
    long timestamp = cells.timestamp(random);
    List<Row> batch = new ArrayList<>();
    int count = 2 + random.nextInt(MAX_REWRITES - 1);
    for (int i = 0; i < count; i++) {
      if (i > 0 && random.nextInt(4) == 0) {
        batch.add(new Delete(row).addColumn(family, qualifier, timestamp));
      }
      batch.add(new Put(row).addColumn(family, qualifier, timestamp, cells.smallValue(random)));
    }
    run(batch);
  }

  private void run(List<Row> batch) throws IOException {
    try {
      table.batch(batch, new Object[batch.size()]);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("Interrupted in a batch");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  void deleteVersion(SplittableRandom random) throws IOException {
    Delete delete = new Delete(cells.row(random));
    byte[] family = cells.family(random);
    byte[] qualifier = cells.qualifier(random);
    if (random.nextInt(3) == 0) {
      delete.addColumn(family, qualifier);
    } else {
      delete.addColumn(family, qualifier, cells.timestamp(random));
    }
    table.delete(delete);
  }

  void deleteColumn(SplittableRandom random) throws IOException {
    Delete delete = new Delete(cells.row(random));
    byte[] family = cells.family(random);
    byte[] qualifier = random.nextInt(5) == 0 ? cells.counter(random) : cells.qualifier(random);
    if (random.nextInt(3) == 0) {
      delete.addColumns(family, qualifier);
    } else {
      delete.addColumns(family, qualifier, cells.timestamp(random));
    }
    table.delete(delete);
  }

  void deleteFamily(SplittableRandom random) throws IOException {
    Delete delete = new Delete(cells.row(random));
    if (random.nextInt(3) == 0) {
      delete.addFamily(cells.family(random));
    } else {
      delete.addFamily(cells.family(random), cells.timestamp(random));
    }
    table.delete(delete);
  }

  void deleteFamilyVersion(SplittableRandom random) throws IOException {
    table.delete(
        new Delete(cells.row(random))
            .addFamilyVersion(cells.family(random), cells.timestamp(random)));
  }

  void increment(SplittableRandom random) throws IOException {
    Increment increment = new Increment(cells.row(random));
    increment.addColumn(cells.family(random), cells.counter(random), random.nextInt(-5, 100));
    if (random.nextInt(8) == 0) {
      increment.setTTL(cells.timeToLive(random));
    }
    table.increment(increment);
  }

  void append(SplittableRandom random) throws IOException {
    table.append(
        new Append(cells.row(random))
            .addColumn(cells.family(random), cells.qualifier(random), cells.smallValue(random)));
  }

  void checkAndMutate(SplittableRandom random) throws IOException {
    byte[] row = cells.row(random);
    byte[] family = cells.family(random);
    byte[] qualifier = cells.qualifier(random);
    CheckAndMutate.Builder check = CheckAndMutate.newBuilder(row);
    if (random.nextBoolean()) {
      check.ifNotExists(family, qualifier);
    } else {
      check.ifEquals(family, qualifier, cells.smallValue(random));
    }
    Put put = randomPut(row, random);
    Delete delete = new Delete(row).addColumns(family, qualifier, cells.timestamp(random));
    table.checkAndMutate(
        switch (random.nextInt(3)) {
          case 0 -> check.build(put);
          case 1 -> check.build(delete);
          default -> check.build(new RowMutations(row).add(List.of(put, delete)));
        });
  }
}
