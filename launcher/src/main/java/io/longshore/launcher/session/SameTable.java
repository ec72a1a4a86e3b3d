package io.longshore.launcher.session;

import io.longshore.core.image.RegionState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Whether a table is still the one that an image was made of. It is not if it was truncated,
 * dropped and made anew, or restored: its WALs do not say so, and a chain that went on would bring
 * back what is gone.
 */
final class SameTable {
  private SameTable() {}

  /**
   * Whether what decides over the cells that a read answers has changed since the full image.
   *
   * @return what has, in a few words
   */
  static Optional<String> familiesChanged(TableDescriptor then, TableDescriptor now) {
    Set<String> before = names(then);
    Set<String> after = names(now);
    if (!before.equals(after)) {
      return Optional.of(
          "its column families were " + before + " in its full image and are " + after + " now");
    }
    for (ColumnFamilyDescriptor family : then.getColumnFamilies()) {
      if (!meaning(family).equals(meaning(now.getColumnFamily(family.getName())))) {
        return Optional.of(
            "column family "
                + family.getNameAsString()
                + " was altered since its full image, from "
                + meaning(family)
                + " to "
                + meaning(now.getColumnFamily(family.getName())));
      }
    }
    return Optional.empty();
  }

  /**
   * Whether regions begin anew: whatever HBase does with a region, move, split or merge, it is
   * opened with a sequence id above all that its rows had.
   *
   * @return what was found, in a few words
   */
  static Optional<String> isAnother(List<RegionState> then, List<RegionState> now) {
    for (RegionState region : now) {
      for (RegionState before : then) {
        if (beginsAnew(region, before) && overlap(region, before)) {
          return Optional.of(
              "it was truncated, made anew or restored since the last image (region "
                  + region.region()
                  + " begins at sequence id "
                  + region.opened()
                  + ", its rows were at "
                  + before.highest()
                  + ")");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean beginsAnew(RegionState now, RegionState before) {
    boolean sameName = now.region().equals(before.region());
    boolean stillOpen =
        sameName && now.opened() == before.opened() && now.openedAt() == before.openedAt();
    // A region that nobody wrote to may be opened with the same id again after its server died.
    return !stillOpen
        && (now.opened() < before.highest() || now.opened() == before.highest() && !sameName);
  }

  private static boolean overlap(RegionState a, RegionState b) {
    return begins(a, b) && begins(b, a);
  }

  /** Whether one begins before the other ends. */
  private static boolean begins(RegionState one, RegionState other) {
    return other.endKey().isEmpty()
        || Bytes.compareTo(Bytes.toBytesBinary(one.startKey()), Bytes.toBytesBinary(other.endKey()))
            < 0;
  }

  private static Set<String> names(TableDescriptor table) {
    Set<String> names = new TreeSet<>();
    for (ColumnFamilyDescriptor family : table.getColumnFamilies()) {
      names.add(family.getNameAsString());
    }
    return names;
  }

  private static String meaning(ColumnFamilyDescriptor family) {
    return "VERSIONS "
        + family.getMaxVersions()
        + ", MIN_VERSIONS "
        + family.getMinVersions()
        + ", TTL "
        + family.getTimeToLive()
        + ", KEEP_DELETED_CELLS "
        + family.getKeepDeletedCells()
        + ", NEW_VERSION_BEHAVIOR "
        + family.isNewVersionBehavior()
        + ", IS_MOB "
        + family.isMobEnabled()
        + ", ENCRYPTION "
        + family.getEncryptionType();
  }
}
