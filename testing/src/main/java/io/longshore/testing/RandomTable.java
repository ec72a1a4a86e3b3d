package io.longshore.testing;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.CompressionTest;

/**
 * A table whose families and split keys follow from a seed: the same seed, name and features give
 * the same table. Nothing in it expires within years.
 */
public final class RandomTable {
  /** What a random table may have beyond the settings every HBase table has. */
  public enum Feature {
    /** Families with {@code ENCRYPTION=AES}: the cluster needs {@code Builder.encryption()}. */
    ENCRYPTION,
    /** Families whose larger values live in MOB files. */
    MOB,
    /** Families in which a delete hides only what was written before it. */
    NEW_VERSION_BEHAVIOR
  }

  private static final int MAX_FAMILIES = 4;
  private static final int MAX_SPLIT_KEYS = 5;
  private static final int FORTY_YEARS_IN_SECONDS = 40 * 365 * 24 * 3600;
  private static final Compression.Algorithm[] COMPRESSIONS = {
    Compression.Algorithm.NONE,
    Compression.Algorithm.GZ,
    Compression.Algorithm.SNAPPY,
    Compression.Algorithm.LZ4,
    Compression.Algorithm.ZSTD
  };
  private static final DataBlockEncoding[] ENCODINGS = {
    DataBlockEncoding.NONE,
    DataBlockEncoding.PREFIX,
    DataBlockEncoding.DIFF,
    DataBlockEncoding.FAST_DIFF,
    DataBlockEncoding.ROW_INDEX_V1
  };
  private static final BloomType[] BLOOMS = {BloomType.NONE, BloomType.ROW, BloomType.ROWCOL};

  private final long seed;
  private final TableDescriptor descriptor;
  private final byte[][] splitKeys;

  private RandomTable(long seed, TableDescriptor descriptor, byte[][] splitKeys) {
    this.seed = seed;
    this.descriptor = descriptor;
    this.splitKeys = splitKeys;
  }

  /** A random table with every feature that needs nothing of the cluster: all but encryption. */
  public static RandomTable of(TableName name, long seed) {
    return of(name, seed, EnumSet.complementOf(EnumSet.of(Feature.ENCRYPTION)));
  }

  /** A random table that has no feature but, sometimes, those given. */
  public static RandomTable of(TableName name, long seed, Set<Feature> features) {
    SplittableRandom random = new SplittableRandom(seed);
    TableDescriptorBuilder table = TableDescriptorBuilder.newBuilder(name);
    int families = 1 + random.nextInt(MAX_FAMILIES);
    for (int i = 0; i < families; i++) {
      table.setColumnFamily(family("f" + i, random, features));
    }
    return new RandomTable(seed, table.build(), splitKeys(random));
  }

  /** Draws for a feature even if it is not wanted: so features do not change the rest. */
  private static ColumnFamilyDescriptor family(
      String name, SplittableRandom random, Set<Feature> features) {
    int maxVersions = 1 + random.nextInt(5);
    int minVersions = random.nextInt(4) == 0 ? random.nextInt(maxVersions) : 0;
    boolean newVersionBehavior = random.nextInt(6) == 0;
    boolean mob = random.nextInt(4) == 0;
    boolean encrypted = random.nextInt(3) == 0;
    ColumnFamilyDescriptorBuilder family =
        ColumnFamilyDescriptorBuilder.newBuilder(Bytes.toBytes(name))
            .setMaxVersions(maxVersions)
            .setMinVersions(minVersions)
            .setTimeToLive(random.nextBoolean() ? HConstants.FOREVER : FORTY_YEARS_IN_SECONDS)
            .setKeepDeletedCells(pick(KeepDeletedCells.values(), random))
            .setCompressionType(available(pick(COMPRESSIONS, random)))
            .setDataBlockEncoding(pick(ENCODINGS, random))
            .setBloomFilterType(pick(BLOOMS, random))
            .setBlocksize(1024 << random.nextInt(5));
    int mobThreshold = 64 << random.nextInt(6);
    if (newVersionBehavior && features.contains(Feature.NEW_VERSION_BEHAVIOR)) {
      // Together with kept deletes it trips an assertion in HBase 2.6.1's major compaction.
      family.setNewVersionBehavior(true).setKeepDeletedCells(KeepDeletedCells.FALSE);
    }
    if (mob && features.contains(Feature.MOB)) {
      family.setMobEnabled(true).setMobThreshold(mobThreshold);
    }
    if (encrypted && features.contains(Feature.ENCRYPTION)) {
      family.setEncryptionType("AES");
    }
    return family.build();
  }

  private static byte[][] splitKeys(SplittableRandom random) {
    TreeSet<byte[]> keys = new TreeSet<>(Bytes.BYTES_COMPARATOR);
    int count = random.nextInt(MAX_SPLIT_KEYS + 1);
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[1 + random.nextInt(3)];
      random.nextBytes(key);
      keys.add(key);
    }
    return keys.toArray(new byte[0][]);
  }

  /** GZ, which every JVM has, stands in for a codec that is missing from this class path. */
  private static Compression.Algorithm available(Compression.Algorithm wanted) {
    try {
      CompressionTest.testCompression(wanted);
      return wanted;
    } catch (DoNotRetryIOException e) {
      return Compression.Algorithm.GZ;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot tell whether " + wanted + " is available", e);
    }
  }

  private static <T> T pick(T[] choices, SplittableRandom random) {
    return choices[random.nextInt(choices.length)];
  }

  /** Creates the table with its split keys. */
  public void create(Admin admin) throws IOException {
    if (splitKeys.length == 0) {
      admin.createTable(descriptor);
    } else {
      admin.createTable(descriptor, splitKeys);
    }
  }

  /** The table's name. */
  public TableName name() {
    return descriptor.getTableName();
  }

  /** The families and their settings. */
  public TableDescriptor descriptor() {
    return descriptor;
  }

  /** The keys the table is split at when created, in order; may be empty. */
  public byte[][] splitKeys() {
    byte[][] copy = new byte[splitKeys.length][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = splitKeys[i].clone();
    }
    return copy;
  }

  /** The seed this table follows from. */
  public long seed() {
    return seed;
  }

  @Override
  public String toString() {
    return "RandomTable[seed="
        + seed
        + ", regions="
        + (splitKeys.length + 1)
        + ", "
        + descriptor.toStringCustomizedValues()
        + "]";
  }
}
