package io.longshore.core.copy;

import java.io.Serializable;

/**
 * A file that is in its place and right.
 *
 * @param target its URI
 * @param length in bytes
 * @param checksum of its content
 * @param bytesMoved how many of its bytes this run moved; zero where the file was there already
 */
public record CopiedFile(String target, long length, Checksum checksum, long bytesMoved)
    implements Serializable {}
