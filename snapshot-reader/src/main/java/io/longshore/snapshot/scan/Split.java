package io.longshore.snapshot.scan;

import java.io.Serializable;
import java.util.List;

/**
 * What one task reads.
 *
 * @param pieces in the order of their rows
 * @param hosts that have most of it, the one with the most first; empty where none is nearer
 */
public record Split(List<Piece> pieces, List<String> hosts) implements Serializable {}
