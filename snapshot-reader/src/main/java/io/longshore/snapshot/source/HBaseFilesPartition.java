package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.Piece;
import io.longshore.snapshot.scan.Split;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads, near to which Spark starts it if it can. */
record HBaseFilesPartition(Split split) implements InputPartition {
  List<Piece> pieces() {
    return split.pieces();
  }

  @Override
  public String[] preferredLocations() {
    return split.hosts().toArray(String[]::new);
  }
}
