package io.longshore.snapshot.scan;

import io.longshore.core.hfile.RowRange;
import io.longshore.snapshot.hbase.TableRegion;
import java.io.Serializable;
import java.util.List;

/**
 * A part of a region that is read in one go.
 *
 * @param region with the families that are read
 * @param ranges of rows, in their order
 * @param bytes about how many there are to read
 */
public record Piece(TableRegion region, List<RowRange> ranges, long bytes)
    implements Serializable {}
