package io.longshore.core.copy;

import java.io.Serializable;

/**
 * A range of a file that one task copies.
 *
 * @param number counted from zero
 * @param offset of its first byte
 * @param length in bytes
 */
public record FilePart(int number, long offset, long length) implements Serializable {}
