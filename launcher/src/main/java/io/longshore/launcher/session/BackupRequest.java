package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageType;
import io.longshore.jobs.copy.CopyLimits;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;

/**
 * What a backup was asked to do, as its journal keeps it.
 *
 * @param kind tells the sessions of a root apart: {@link #FULL} or {@link #INCREMENTAL}
 * @param dropped tables that an incremental backup leaves out, since they are gone
 * @param workers zero for as many as the cluster runs
 * @param bandwidth bytes a second a task, zero for no limit
 * @param totalBandwidth bytes a second for the whole job, zero for no limit
 * @param verify whether what was written is read back
 * @param quarantine whether a damaged WAL is put aside and read as far as it goes
 * @param skipEmpty whether an image that would hold nothing is not made
 * @param runId by which whoever asks for it knows it again; null without one
 */
public record BackupRequest(
    @JsonProperty("kind") String kind,
    @JsonProperty("id") String id,
    @JsonProperty("tables") List<String> tables,
    @JsonProperty("dropped") List<String> dropped,
    @JsonProperty("workers") int workers,
    @JsonProperty("bandwidth") long bandwidth,
    @JsonProperty("totalBandwidth") long totalBandwidth,
    @JsonProperty("verify") boolean verify,
    @JsonProperty("quarantine") boolean quarantine,
    @JsonProperty("skipEmpty") boolean skipEmpty,
    @JsonProperty("runId") String runId) {
  public static final String FULL = "full";
  public static final String INCREMENTAL = "incremental";
  static final Set<String> KINDS = Set.of(FULL, INCREMENTAL);

  public BackupRequest {
    dropped = dropped == null ? List.of() : List.copyOf(dropped);
  }

  /** What a user asks for, before it is known which tables that means. */
  public static BackupRequest template(
      int workers,
      long bandwidth,
      long totalBandwidth,
      boolean verify,
      boolean quarantine,
      boolean skipEmpty,
      String runId) {
    return new BackupRequest(
        FULL,
        "",
        List.of(),
        List.of(),
        workers,
        bandwidth,
        totalBandwidth,
        verify,
        quarantine,
        skipEmpty,
        runId);
  }

  BackupRequest of(ImageType type, ImageId image, List<TableName> named, List<TableName> gone) {
    return new BackupRequest(
        type == ImageType.FULL ? FULL : INCREMENTAL,
        image.toString(),
        named.stream().map(TableName::getNameAsString).toList(),
        gone.stream().map(TableName::getNameAsString).toList(),
        workers,
        bandwidth,
        totalBandwidth,
        verify,
        quarantine,
        skipEmpty,
        runId);
  }

  ImageType type() {
    return kind.equals(INCREMENTAL) ? ImageType.INCREMENTAL : ImageType.FULL;
  }

  ImageId imageId() {
    return ImageId.parse(id);
  }

  List<TableName> tableNames() {
    return tables.stream().map(TableName::valueOf).toList();
  }

  CopyLimits limits() {
    return CopyLimits.of(workers, bandwidth, totalBandwidth);
  }

  /** As the stock tables say it: whole MB/s, -1 for none. */
  long stockBandwidth() {
    return bandwidth > 0 ? Math.max(1, bandwidth >> 20) : -1;
  }

  int stockWorkers() {
    return workers > 0 ? workers : -1;
  }

  String snapshot(TableName table) {
    return snapshot(imageId(), table);
  }

  /** The name of a table's snapshot in a full image, as stock names them. */
  static String snapshot(ImageId image, TableName table) {
    return "snapshot_"
        + image.millis()
        + "_"
        + table.getNamespaceAsString()
        + "_"
        + table.getQualifierAsString();
  }
}
