package io.longshore.core.image;

/**
 * A region as it was when an image was made, by which the next image sees whether it is still the
 * same table.
 *
 * @param table its name
 * @param region its encoded name
 * @param startKey as {@code Bytes.toStringBinary} writes it
 * @param endKey likewise
 * @param opened the sequence id it was opened with
 * @param openedAt when that was, in milliseconds
 * @param highest a sequence id that it had reached, at least
 */
public record RegionState(
    String table,
    String region,
    String startKey,
    String endKey,
    long opened,
    long openedAt,
    long highest) {

  public RegionState reaching(long sequence) {
    return new RegionState(
        table, region, startKey, endKey, opened, openedAt, Math.max(highest, sequence));
  }
}
