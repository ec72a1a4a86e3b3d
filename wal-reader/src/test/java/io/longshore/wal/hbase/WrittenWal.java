package io.longshore.wal.hbase;

import java.io.IOException;
import java.nio.file.Path;
import java.security.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.ArrayBackedTag;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.io.crypto.KeyProvider;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.FSHLogProvider;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hbase.wal.WALKeyImpl;
import org.apache.hadoop.hbase.wal.WALProvider;

/** WALs as region servers write them. */
final class WrittenWal {
  /** How a WAL is written. */
  enum Kind {
    PLAIN,
    COMPRESSED,
    VALUE_COMPRESSED,
    ENCRYPTED;

    void configure(Configuration conf) {
      boolean compressed = this == COMPRESSED || this == VALUE_COMPRESSED;
      conf.setBoolean(HConstants.ENABLE_WAL_COMPRESSION, compressed);
      conf.setBoolean("hbase.regionserver.wal.value.enablecompression", this == VALUE_COMPRESSED);
      conf.setBoolean(HConstants.ENABLE_WAL_ENCRYPTION, this == ENCRYPTED);
      if (this == ENCRYPTED) {
        conf.set(HConstants.CRYPTO_KEYPROVIDER_CONF_KEY, TestKeys.class.getName());
        conf.set(HConstants.CRYPTO_MASTERKEY_NAME_CONF_KEY, "hbase");
      } else {
        conf.unset(HConstants.CRYPTO_KEYPROVIDER_CONF_KEY);
      }
    }
  }

  /** One entry, in a form that can be compared. */
  record Entry(String table, String region, long sequenceId, long writeTime, List<String> cells) {}

  private record Written(WAL.Entry entry, Entry described) {}

  private WrittenWal() {}

  /** The key of every test. */
  public static final class TestKeys implements KeyProvider {
    @Override
    public void init(String parameters) {}

    @Override
    public Key getKey(String alias) {
      return new SecretKeySpec(
          new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, "AES");
    }

    @Override
    public Key[] getKeys(String[] aliases) {
      return Arrays.stream(aliases).map(this::getKey).toArray(Key[]::new);
    }
  }

  /** Entries of two tables and three regions, each of one to four cells, some with tags. */
  static List<Entry> write(Configuration conf, Path file, long seed, int count) throws IOException {
    conf.setBoolean("hbase.unsafe.stream.capability.enforce", false);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    FileSystem fs = path.getFileSystem(conf);
    // HBase 2.6.1 cannot read the encrypted cells with tags that it writes: it leaves two bytes
    // out.
    boolean withTags = !conf.getBoolean(HConstants.ENABLE_WAL_ENCRYPTION, false);
    Random random = new Random(seed);
    List<Entry> described = new ArrayList<>();
    try (WALProvider.Writer writer = FSHLogProvider.createWriter(conf, fs, path, true)) {
      for (int i = 0; i < count; i++) {
        Written next = next(random, i, withTags);
        writer.append(next.entry());
        described.add(next.described());
      }
    }
    return described;
  }

  private static Written next(Random random, int number, boolean withTags) {
    int which = random.nextInt(3);
    TableName table = TableName.valueOf(which == 0 ? "a" : "ns:b");
    String region = Integer.toString(which).repeat(32);
    long sequenceId = number + 1;
    long time = 1732150000000L + number;
    WALEdit edit = new WALEdit();
    List<String> cells = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Cell cell = cell(random, time, withTags);
      edit.add(cell);
      cells.add(describe(cell));
    }
    WALKeyImpl key =
        new WALKeyImpl(
            Bytes.toBytes(region), table, sequenceId, time, HConstants.DEFAULT_CLUSTER_ID);
    return new Written(
        new WAL.Entry(key, edit),
        new Entry(table.getNameAsString(), region, sequenceId, time, cells));
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
  static String describe(Cell cell) {
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
