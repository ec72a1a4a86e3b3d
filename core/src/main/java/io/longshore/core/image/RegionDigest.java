package io.longshore.core.image;

/**
 * What the cells of a region in an image come to.
 *
 * @param table its name
 * @param region the encoded name; empty for files that are of several
 * @param cells how many
 * @param digest as {@code CellDigest} makes it, in hexadecimal digits
 */
public record RegionDigest(String table, String region, long cells, String digest) {
  public HFilePath place() {
    return new HFilePath(table, region);
  }
}
