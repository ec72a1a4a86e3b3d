package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.image.ImageId;
import io.longshore.core.option.Bandwidth;
import io.longshore.jobs.copy.CopyLimits;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.TableName;

/**
 * What a full backup was asked to do, as its journal keeps it.
 *
 * @param kind tells the sessions of a root apart
 * @param workers zero for as many as the cluster runs
 * @param bandwidth bytes a second a task, zero for no limit
 * @param totalBandwidth bytes a second for the whole job, zero for no limit
 * @param verify whether what was written is read back
 */
public record FullRequest(
    @JsonProperty("kind") String kind,
    @JsonProperty("id") String id,
    @JsonProperty("tables") List<String> tables,
    @JsonProperty("workers") int workers,
    @JsonProperty("bandwidth") long bandwidth,
    @JsonProperty("totalBandwidth") long totalBandwidth,
    @JsonProperty("verify") boolean verify) {
  public static final String KIND = "full";

  ImageId imageId() {
    return ImageId.parse(id);
  }

  List<TableName> tableNames() {
    return tables.stream().map(TableName::valueOf).toList();
  }

  CopyLimits limits() {
    return CopyLimits.of(
        workers > 0 ? Optional.of(workers) : Optional.empty(),
        bandwidth > 0 ? Optional.of(new Bandwidth(bandwidth)) : Optional.empty(),
        totalBandwidth > 0 ? Optional.of(new Bandwidth(totalBandwidth)) : Optional.empty());
  }

  /** As the stock tables say it: whole MB/s, -1 for none. */
  long stockBandwidth() {
    return bandwidth > 0 ? Math.max(1, bandwidth >> 20) : -1;
  }

  int stockWorkers() {
    return workers > 0 ? workers : -1;
  }

  /** The name of a table's snapshot, as stock names them. */
  String snapshot(TableName table) {
    return "snapshot_"
        + imageId().millis()
        + "_"
        + table.getNamespaceAsString()
        + "_"
        + table.getQualifierAsString();
  }
}
