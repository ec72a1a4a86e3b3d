package io.longshore.core.hfile;

import java.io.DataInput;
import java.io.IOException;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.util.BloomFilter;
import org.apache.hadoop.hbase.util.BloomFilterFactory;
import org.apache.hadoop.hbase.util.Bytes;

/** A file's Bloom filter of rows or of their prefixes: whether the file may have a row. */
final class RowBloom {
  private final BloomFilter filter;
  private final int prefix;

  private RowBloom(BloomFilter filter, int prefix) {
    this.filter = filter;
    this.prefix = prefix;
  }

  /** Null where the filter knows of columns only. */
  static RowBloom of(HFile.Reader reader, DataInput meta) throws IOException {
    byte[] type = reader.getHFileInfo().get(HStoreFile.BLOOM_FILTER_TYPE_KEY);
    int prefix;
    switch (type == null ? BloomType.NONE : BloomType.valueOf(Bytes.toString(type))) {
      case ROW -> prefix = Integer.MAX_VALUE;
      case ROWPREFIX_FIXED_LENGTH ->
          prefix = Bytes.toInt(reader.getHFileInfo().get(HStoreFile.BLOOM_FILTER_PARAM_KEY));
      default -> {
        return null;
      }
    }
    return new RowBloom(BloomFilterFactory.createFromMeta(meta, reader), prefix);
  }

  /** False where the row is surely not in the file. */
  boolean mayHave(byte[] row) {
    try {
      return filter.contains(row, 0, Math.min(prefix, row.length), null);
    } catch (IllegalArgumentException e) {
      // The filter cannot be read: as HBase does, go on without it.
      return true;
    }
  }
}
