package io.longshore.core.hfile;

import java.io.Serializable;

/**
 * Which of a store's cells are returned, in the words of HBase's {@code Scan}.
 *
 * @param kind which rules
 * @param versions of a column at most, as in {@code Scan.readVersions}; the family's own limit
 *     holds as well
 * @param from the lowest timestamp, as in {@code Scan.setTimeRange}
 * @param to the timestamp behind the highest
 * @param now the moment, in milliseconds since 1970, against which the times to live of families
 *     and cells count; {@link #NEVER} where nothing expires
 */
public record CellRules(Kind kind, int versions, long from, long to, long now)
    implements Serializable {
  /** A moment at which nothing has expired. */
  public static final long NEVER = Long.MIN_VALUE;

  /** Which rules. */
  public enum Kind {
    /** What a reader sees: neither deleted, nor expired, nor older than the versions wanted. */
    VISIBLE,
    /**
     * As {@code Scan.setRaw(true)}: markers, and what they delete, as well. Of cells that are equal
     * up to their sequence ids the newest; what a cell's own time to live hides stays hidden.
     */
    RAW,
    /**
     * What a major compaction at the moment would keep; the versions and times of a scan have no
     * meaning, and values in MOB files are left as references.
     */
    COMPACTED,
    /**
     * Every cell of every file, also those that another one with the same key has replaced; the
     * other fields have no meaning, and values in MOB files are left as references.
     */
    STORED
  }

  public CellRules {
    if (versions < 1 || from < 0 || to < from) {
      throw new IllegalArgumentException(
          versions + " versions of the times from " + from + " to " + to);
    }
  }

  /** The newest version of every column that is visible at a moment. */
  public static CellRules newest(long now) {
    return new CellRules(Kind.VISIBLE, 1, 0, Long.MAX_VALUE, now);
  }

  /** As {@code Scan.setRaw(true).readAllVersions()}. */
  public static CellRules raw(long now) {
    return new CellRules(Kind.RAW, Integer.MAX_VALUE, 0, Long.MAX_VALUE, now);
  }

  /** What a major compaction at a moment would keep. */
  public static CellRules compacted(long now) {
    return new CellRules(Kind.COMPACTED, Integer.MAX_VALUE, 0, Long.MAX_VALUE, now);
  }

  /** Every cell of every file. */
  public static CellRules stored() {
    return new CellRules(Kind.STORED, Integer.MAX_VALUE, 0, Long.MAX_VALUE, NEVER);
  }

  public CellRules withVersions(int most) {
    return new CellRules(kind, most, from, to, now);
  }

  /** As {@code Scan.setTimeRange}: versions are counted among those in the range. */
  public CellRules withTimes(long first, long behindLast) {
    return new CellRules(kind, versions, first, behindLast, now);
  }

  boolean hasTimes() {
    return from > 0 || to < Long.MAX_VALUE;
  }
}
