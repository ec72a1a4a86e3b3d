package io.longshore.snapshot.hbase;

import io.longshore.core.hfile.CellRules;
import io.longshore.core.hfile.Columns;
import io.longshore.core.hfile.RowRange;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What is wanted of a region.
 *
 * @param rules which cells
 * @param ranges of rows, in their order, without overlap; those outside of the region have nothing
 * @param families wanted, by name, and the columns of each
 */
public record RegionScan(CellRules rules, List<RowRange> ranges, Map<String, Columns> families)
    implements Serializable {}
