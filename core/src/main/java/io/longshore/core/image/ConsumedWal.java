package io.longshore.core.image;

/**
 * A WAL whose edits are in an image.
 *
 * @param name of the file
 * @param server {@code host:port} that wrote it
 * @param length in bytes
 * @param read how many of them; fewer where it is damaged, and what came after is lost
 */
public record ConsumedWal(String name, String server, long length, long read) {}
