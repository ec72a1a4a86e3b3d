package io.longshore.testing;

import java.util.Optional;

/**
 * What {@link CellOracle#firstDifference} found.
 *
 * @param cells cells found equal, delete markers included
 * @param markers delete markers among them
 * @param olderVersions puts among them that directly follow a newer put of the same column
 * @param difference the first difference, in words; empty if the tables are the same
 */
public record Comparison(
    long cells, long markers, long olderVersions, Optional<String> difference) {

  /** Whether the tables hold the same cells. */
  public boolean isSame() {
    return difference.isEmpty();
  }
}
