package io.longshore.jobs.merge;

/** Which cells a merge leaves out. */
public enum Purge {
  /** None that a moment between two images could have shown. */
  NOTHING,
  /** Those of which a newer one has the same row, column, timestamp and type. */
  EQUAL_KEYS,
  /** What a major compaction leaves out: old versions, what has expired or is deleted, markers. */
  COMPACTED
}
