package io.longshore.testing;

/**
 * A kind of step of a {@link RandomWorkload}, with how often it is taken relative to the others.
 */
public enum Step {
  /** Puts in one batch: explicit and server timestamps, values up to 20 KB, some with a TTL. */
  PUT(40),
  /** Writes of one cell at one timestamp in one batch, with a delete among them now and then. */
  REWRITE(8),
  /** Deletes one version of a column, the latest or that of a timestamp. */
  DELETE_VERSION(5),
  /** Deletes all versions of a column up to a timestamp. */
  DELETE_COLUMN(5),
  /** Deletes all columns of a family up to a timestamp. */
  DELETE_FAMILY(4),
  /** Deletes all columns of a family at one timestamp. */
  DELETE_FAMILY_VERSION(4),
  /** Increments a counter. */
  INCREMENT(5),
  /** Appends to a value. */
  APPEND(5),
  /** A put, a delete or both, if a condition on the row holds. */
  CHECK_AND_MUTATE(5),
  /** Flushes the table. */
  FLUSH(3),
  /** Compacts the table and waits for the end. */
  COMPACT(2),
  /** Compacts the table, dropping what its families let go, and waits for the end. */
  MAJOR_COMPACT(1),
  /** Splits a region; HBase may refuse. */
  SPLIT(1),
  /** Merges two neighbouring regions; HBase may refuse. */
  MERGE(1),
  /** Moves a region to another server, if there is one. */
  MOVE(1),
  /** Writes an HFile a family and loads them. */
  BULK_LOAD(2);

  private final int weight;

  Step(int weight) {
    this.weight = weight;
  }

  /** How often this step is taken, relative to the weights of the other steps of a workload. */
  public int weight() {
    return weight;
  }
}
