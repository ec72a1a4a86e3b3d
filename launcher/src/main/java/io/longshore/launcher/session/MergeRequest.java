package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.image.ImageId;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.merge.Purge;
import java.util.List;

/**
 * What a merge was asked to do, as its journal keeps it.
 *
 * @param kind tells the sessions of a root apart
 * @param id of the new image, null before it is known
 * @param sources ids of the images that become one, oldest first
 * @param full whether a full image is among them
 * @param compact whether what a major compaction leaves out is left out
 * @param workers zero for as many as the cluster runs
 * @param bandwidth bytes a second a task, zero for no limit
 * @param totalBandwidth bytes a second for the whole job, zero for no limit
 */
public record MergeRequest(
    @JsonProperty("kind") String kind,
    @JsonProperty("id") String id,
    @JsonProperty("sources") List<String> sources,
    @JsonProperty("full") boolean full,
    @JsonProperty("compact") boolean compact,
    @JsonProperty("workers") int workers,
    @JsonProperty("bandwidth") long bandwidth,
    @JsonProperty("totalBandwidth") long totalBandwidth) {
  public static final String KIND = "merge";

  public MergeRequest {
    sources = List.copyOf(sources);
  }

  /** What a user asks for, before it is known which image comes of it. */
  public static MergeRequest template(
      List<ImageId> sources,
      boolean full,
      boolean compact,
      int workers,
      long bandwidth,
      long totalBandwidth) {
    List<String> ids = sources.stream().distinct().map(ImageId::toString).toList();
    return new MergeRequest(KIND, null, ids, full, compact, workers, bandwidth, totalBandwidth);
  }

  MergeRequest of(ImageId image, List<ImageId> oldestFirst) {
    return new MergeRequest(
        kind,
        image.toString(),
        oldestFirst.stream().map(ImageId::toString).toList(),
        full,
        compact,
        workers,
        bandwidth,
        totalBandwidth);
  }

  ImageId imageId() {
    return ImageId.parse(id);
  }

  List<ImageId> sourceIds() {
    return sources.stream().map(ImageId::parse).toList();
  }

  Purge purge() {
    if (compact) {
      return Purge.COMPACTED;
    }
    return full ? Purge.EQUAL_KEYS : Purge.NOTHING;
  }

  CopyLimits limits() {
    return CopyLimits.of(workers, bandwidth, totalBandwidth);
  }
}
