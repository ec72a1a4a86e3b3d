package io.longshore.testing;

import java.util.SplittableRandom;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Rows, columns, timestamps and values for a workload. Rows and qualifiers come from small pools
 * that follow from the seed, so operations meet each other's cells.
 */
final class RandomCells {
  /** Increments need values of eight bytes, so no other step writes to these. */
  private static final byte[][] COUNTERS = {Bytes.toBytes("#a"), Bytes.toBytes("#b")};

  private static final byte[] EMPTY = {};

  private static final byte[][] QUALIFIERS = {
    EMPTY,
    {0},
    {(byte) 0xff, 0, 7},
    Bytes.toBytes("a"),
    Bytes.toBytes("ab"),
    Bytes.toBytes("b"),
    Bytes.toBytes("a rather long qualifier, longer than most of the values it will ever name")
  };

  private static final int ROWS = 64;
  private static final int MAX_ROW_BYTES = 24;
  private static final int TIMESTAMPS = 40;
  private static final int LARGE_VALUE_BYTES = 20 * 1024;
  private static final long FIRST_TIMESTAMP = 1_700_000_000_000L;
  private static final long FORTY_YEARS_MILLIS = 40L * 365 * 24 * 3600 * 1000;

  private final byte[][] families;
  private final boolean emptyQualifiers;
  private final byte[][] rows;

  RandomCells(TableDescriptor table, long seed) {
    this.families = table.getColumnFamilyNames().toArray(new byte[0][]);
    this.emptyQualifiers = emptyQualifiersWork(table);
    SplittableRandom random = new SplittableRandom(seed);
    this.rows = new byte[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      rows[i] = bytes(1 + random.nextInt(MAX_ROW_BYTES), random);
    }
  }

  /**
   * In a family of new version behaviour HBase 2.6.1 mistakes a delete of the empty qualifier for
   * one of the family; reads and compactions of the region then fail for good.
   */
  private static boolean emptyQualifiersWork(TableDescriptor table) {
    for (ColumnFamilyDescriptor family : table.getColumnFamilies()) {
      if (family.isNewVersionBehavior()) {
        return false;
      }
    }
    return true;
  }

  byte[] row(SplittableRandom random) {
    return pick(rows, random);
  }

  byte[] family(SplittableRandom random) {
    return pick(families, random);
  }

  byte[] qualifier(SplittableRandom random) {
    byte[] qualifier = pick(QUALIFIERS, random);
    return qualifier == EMPTY && !emptyQualifiers ? QUALIFIERS[1] : qualifier;
  }

  byte[] counter(SplittableRandom random) {
    return pick(COUNTERS, random);
  }

  /** One of a few timestamps, all in the past. */
  long timestamp(SplittableRandom random) {
    return FIRST_TIMESTAMP + random.nextInt(TIMESTAMPS);
  }

  /** A cell TTL in milliseconds that outlives every test. */
  long timeToLive(SplittableRandom random) {
    return FORTY_YEARS_MILLIS + random.nextInt(1000);
  }

  byte[] value(SplittableRandom random) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return new byte[0];
    }
    return bytes(1 + random.nextInt(kind == 1 ? LARGE_VALUE_BYTES : kind < 6 ? 600 : 24), random);
  }

  byte[] smallValue(SplittableRandom random) {
    return bytes(random.nextInt(32), random);
  }

  private static byte[] pick(byte[][] choices, SplittableRandom random) {
    return choices[random.nextInt(choices.length)];
  }

  private static byte[] bytes(int length, SplittableRandom random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
