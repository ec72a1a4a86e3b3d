package io.longshore.core.hfile;

import io.longshore.core.copy.Checksum;
import java.io.Serializable;

/**
 * An HFile that was written.
 *
 * @param path its URI
 * @param length in bytes
 * @param checksum of its content
 * @param cells how many
 * @param highestSequence of its cells' WAL sequence ids
 */
public record WrittenHFile(
    String path, long length, Checksum checksum, long cells, long highestSequence)
    implements Serializable {}
