package io.longshore.core.hfile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A store file, and which half of it counts. HBase moves it between its places; its content never
 * changes. A table has many: they share their list of roots, also when they are serialized.
 *
 * @param roots URIs below one of which it lies, most likely first
 * @param path below a root, without a slash at its beginning
 * @param length in bytes; {@link #UNKNOWN} costs whoever opens it a look
 * @param half which one, null where all of it counts
 * @param layer of cells that are equal up to their sequence ids, those of a file of a higher layer
 *     are newer, whatever their ids say; the files of a snapshot are all of one
 * @param cut which of its cells count, null where all do; it is shared as the roots are
 */
public record StoreFile(
    List<String> roots, String path, long length, Half half, int layer, SequenceCut cut)
    implements Serializable {
  /** A length that is not known. */
  public static final long UNKNOWN = -1;

  public StoreFile {
    if (roots.isEmpty() || path.isEmpty() || path.startsWith("/") || length < UNKNOWN) {
      throw new IllegalArgumentException(path + " below " + roots + " of " + length + " bytes");
    }
  }

  /** A file of the lowest layer. */
  public StoreFile(List<String> roots, String path, long length, Half half) {
    this(roots, path, length, half, 0, null);
  }

  /** Whether all its cells count. */
  public boolean isWhole() {
    return half == null && cut == null;
  }

  /** The URIs at which it may be found now, most likely first. */
  public List<String> places() {
    List<String> places = new ArrayList<>(roots.size());
    for (String root : roots) {
      places.add(root + "/" + path);
    }
    return places;
  }

  /** The last part of its path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Another file of the same roots, all of it. */
  StoreFile sibling(String otherPath) {
    return new StoreFile(roots, otherPath, UNKNOWN, null, layer, null);
  }

  /**
   * The half of a split parent's file that one daughter has, as HBase's {@code Reference} says.
   *
   * @param top whether it is that from the row on, rather than that before it
   * @param row where the region was split; where regions were merged, the first row of the one
   *     whose file it is, perhaps empty
   */
  public record Half(boolean top, byte[] row) implements Serializable {
    /** The rows that count. */
    public RowRange rows() {
      return top ? new RowRange(row, RowRange.END) : new RowRange(RowRange.START, row);
    }
  }
}
