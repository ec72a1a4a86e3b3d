package io.longshore.core.hfile;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** The rows at which the parts of a store file begin, as its index has them. */
public final class StoreFileKeys {
  private StoreFileKeys() {}

  /**
   * Reads the root of the index, no data. Between two of the rows lies about the same number of
   * bytes: a block, or, in a large file, as many blocks as a block of the index has entries.
   *
   * @return in their order, beginning with the file's first; a row of several blocks comes several
   *     times; only those in the half that counts
   */
  public static List<byte[]> rows(Configuration conf, StoreFile file, FileFaults faults)
      throws IOException {
    throw new UnsupportedOperationException();
  }
}
