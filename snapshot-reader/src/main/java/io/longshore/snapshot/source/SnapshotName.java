package io.longshore.snapshot.source;

import java.io.Serializable;

/**
 * One snapshot.
 *
 * @param root of the HBase that has it
 */
record SnapshotName(String root, String name) implements Serializable {
  @Override
  public String toString() {
    return name + " of " + root;
  }
}
