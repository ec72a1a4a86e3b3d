package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.Piece;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What one task reads.
 *
 * @param pieces in the order of their rows
 */
record HBaseFilesPartition(List<Piece> pieces) implements InputPartition {}
