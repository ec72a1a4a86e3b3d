package io.longshore.snapshot.scan;

/** How the order of encoded bytes, compared unsigned, relates to the order of the values. */
public enum ValueOrder {
  /** Bytes order as values do. */
  ASCENDING,
  /** Bytes order the other way round. */
  DESCENDING,
  /** Neither, as with signed numbers of HBase's {@code Bytes}. */
  NONE
}
