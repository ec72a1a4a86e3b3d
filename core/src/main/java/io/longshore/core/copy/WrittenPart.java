package io.longshore.core.copy;

import java.io.Serializable;

/**
 * A part that has been written.
 *
 * @param part which
 * @param checksum of its bytes
 * @param receipt what its {@link PartWriter} needs to put the file together: an attempt's file name
 *     or a store's part handle; may be empty
 */
public record WrittenPart(FilePart part, Checksum checksum, String receipt)
    implements Serializable {}
