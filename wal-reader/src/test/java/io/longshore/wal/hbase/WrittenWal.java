package io.longshore.wal.hbase;

import io.longshore.testing.TestKeys;
import io.longshore.testing.TestWal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.ArrayBackedTag;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.util.Bytes;

/** WALs as region servers write them. */
public final class WrittenWal {
  /** How a WAL is written. */
  public enum Kind {
    PLAIN,
    COMPRESSED,
    VALUE_COMPRESSED,
    ENCRYPTED;

    public void configure(Configuration conf) {
      boolean compressed = this == COMPRESSED || this == VALUE_COMPRESSED;
      conf.setBoolean(HConstants.ENABLE_WAL_COMPRESSION, compressed);
      conf.setBoolean("hbase.regionserver.wal.value.enablecompression", this == VALUE_COMPRESSED);
      conf.setBoolean(HConstants.ENABLE_WAL_ENCRYPTION, this == ENCRYPTED);
      if (this == ENCRYPTED) {
        TestKeys.configure(conf);
      } else {
        conf.unset(HConstants.CRYPTO_KEYPROVIDER_CONF_KEY);
      }
    }
  }

  /** One entry, in a form that can be compared. */
  public record Entry(
      String table, String region, long sequenceId, long writeTime, List<String> cells) {}

  private WrittenWal() {}

  /** Entries of two tables and three regions, each of one to four cells, some with tags. */
  public static List<Entry> write(Configuration conf, Path file, long seed, int count)
      throws IOException {
    // HBase 2.6.1 cannot read the encrypted cells with tags that it writes: it leaves two bytes
    // out.
    boolean withTags = !conf.getBoolean(HConstants.ENABLE_WAL_ENCRYPTION, false);
    Random random = new Random(seed);
    List<Entry> described = new ArrayList<>();
    try (TestWal wal = TestWal.create(conf, file)) {
      for (int i = 0; i < count; i++) {
        described.add(append(wal, random, i, withTags));
      }
    }
    return described;
  }

  private static Entry append(TestWal wal, Random random, int number, boolean withTags)
      throws IOException {
    int which = random.nextInt(3);
    TableName table = TableName.valueOf(which == 0 ? "a" : "ns:b");
    String region = Integer.toString(which).repeat(32);
    long sequenceId = number + 1;
    long time = 1732150000000L + number;
    List<Cell> cells = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      cells.add(cell(random, time, withTags));
    }
    wal.append(table, region, sequenceId, time, cells);
    return new Entry(
        table.getNameAsString(),
        region,
        sequenceId,
        time,
        cells.stream().map(WrittenWal::describe).toList());
  }

  private static Cell cell(Random random, long time, boolean withTags) {
    byte[] row = bytes(random, 1 + random.nextInt(20));
    byte[] family = Bytes.toBytes(random.nextBoolean() ? "f" : "long_family");
    KeyValue cell =
        new KeyValue(
            row,
            family,
            bytes(random, random.nextInt(10)),
            time,
            random.nextInt(5) == 0 ? KeyValue.Type.DeleteColumn : KeyValue.Type.Put,
            bytes(random, random.nextInt(100)));
    if (!withTags || random.nextInt(3) > 0) {
      return cell;
    }
    Tag tag = new ArrayBackedTag((byte) 65, bytes(random, 1 + random.nextInt(8)));
    return PrivateCellUtil.createCell(cell, List.of(tag));
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Everything of a cell but its sequence id, which is its entry's. */
  public static String describe(Cell cell) {
    StringBuilder tags = new StringBuilder();
    PrivateCellUtil.tagsIterator(cell)
        .forEachRemaining(
            tag -> tags.append(tag.getType()).append(Bytes.toStringBinary(Tag.cloneValue(tag))));
    return CellUtil.getCellKeyAsString(cell)
        + "="
        + Bytes.toStringBinary(CellUtil.cloneValue(cell))
        + " "
        + tags;
  }
}
