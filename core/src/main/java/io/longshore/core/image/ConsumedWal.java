package io.longshore.core.image;

/**
 * A WAL whose edits are in an image.
 *
 * @param name of the file
 * @param server {@code host:port} that wrote it
 * @param length in bytes
 * @param read how many of them; fewer where it is damaged, and what came after is lost
 * @param cells of the image's tables that were read; {@link #NOT_COUNTED} where the inventory is of
 *     a Longshore that did not say
 */
public record ConsumedWal(String name, String server, long length, long read, long cells) {
  public static final long NOT_COUNTED = -1;
}
