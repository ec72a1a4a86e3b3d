package io.longshore.core.hfile;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Which columns of a family are wanted. A column that is not wanted never changes which cells of
 * another are returned.
 *
 * @param qualifiers in their order, each once; null where all are wanted
 * @param everyRow whether a row that has none of them is to be known as well: then the first cell
 *     of each row is returned, whatever its column is
 */
public record Columns(List<byte[]> qualifiers, boolean everyRow) implements Serializable {
  /** All columns. */
  public static final Columns ALL = new Columns(null, false);

  /** One cell of each row: of a count. */
  public static final Columns ONE_CELL = new Columns(List.of(), true);

  /** Some columns; rows that have none of them are left out. */
  public static Columns of(Collection<byte[]> qualifiers) {
    return new Columns(sorted(qualifiers), false);
  }

  /** Some columns, and the first cell of each row. */
  public static Columns ofEveryRow(Collection<byte[]> qualifiers) {
    return new Columns(sorted(qualifiers), true);
  }

  private static List<byte[]> sorted(Collection<byte[]> qualifiers) {
    byte[][] sorted = qualifiers.toArray(byte[][]::new);
    Arrays.sort(sorted, Arrays::compareUnsigned);
    int kept = 0;
    for (byte[] qualifier : sorted) {
      if (kept == 0 || !Arrays.equals(sorted[kept - 1], qualifier)) {
        sorted[kept++] = qualifier;
      }
    }
    return List.of(Arrays.copyOf(sorted, kept));
  }
}
