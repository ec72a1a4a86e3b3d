package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageId;
import io.longshore.jobs.copy.CopyLimits;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;

/**
 * What a restore was asked to do, as its journal keeps it.
 *
 * @param kind tells the sessions of a root apart
 * @param session its id
 * @param image which to restore
 * @param toTime the moment that is to be restored, in milliseconds since 1970; 0 for the image as
 *     it is
 * @param wals whether what is in WALs behind the images is restored too, up to that moment
 * @param overwrite whether tables that are there are replaced
 * @param restoreAcl whether the permissions of the snapshot are granted again
 * @param dropCoprocessors whether the tables are restored without their coprocessors
 */
public record RestoreRequest(
    @JsonProperty("kind") String kind,
    @JsonProperty("session") String session,
    @JsonProperty("image") String image,
    @JsonProperty("toTime") long toTime,
    @JsonProperty("wals") boolean wals,
    @JsonProperty("tables") List<Mapping> tables,
    @JsonProperty("overwrite") boolean overwrite,
    @JsonProperty("restoreAcl") boolean restoreAcl,
    @JsonProperty("dropCoprocessors") boolean dropCoprocessors,
    @JsonProperty("workers") int workers,
    @JsonProperty("bandwidth") long bandwidth,
    @JsonProperty("totalBandwidth") long totalBandwidth) {
  public static final String KIND = "restore";

  /**
   * One table and what it becomes.
   *
   * @param from its name in the image
   * @param to its name in the cluster
   * @param full id of the full image that its chain begins with; null before that is known
   * @param incrementals ids of the images to be loaded after it, oldest first
   */
  public record Mapping(
      @JsonProperty("from") String from,
      @JsonProperty("to") String to,
      @JsonProperty("full") String full,
      @JsonProperty("incrementals") List<String> incrementals) {
    public Mapping {
      incrementals = incrementals == null ? List.of() : List.copyOf(incrementals);
    }

    /** As a user asks for it. */
    public Mapping(String from, String to) {
      this(from, to, null, List.of());
    }

    Mapping along(ImageChain chain) {
      return new Mapping(
          from,
          to,
          chain.full().id().toString(),
          chain.incrementals().stream().map(image -> image.id().toString()).toList());
    }

    /** The last image of its chain. */
    ImageId newest() {
      return ImageId.parse(
          incrementals.isEmpty() ? full : incrementals.get(incrementals.size() - 1));
    }

    TableName source() {
      return TableName.valueOf(from);
    }

    TableName target() {
      return TableName.valueOf(to);
    }
  }

  /** The same to another moment. */
  RestoreRequest to(long moment) {
    return new RestoreRequest(
        kind,
        session,
        image,
        moment,
        wals,
        tables,
        overwrite,
        restoreAcl,
        dropCoprocessors,
        workers,
        bandwidth,
        totalBandwidth);
  }

  ImageId imageId() {
    return ImageId.parse(image);
  }

  /** The full image of a table. */
  ImageId full(Mapping table) {
    return table.full() == null ? imageId() : ImageId.parse(table.full());
  }

  /** All that are read. */
  Set<ImageId> images() {
    Set<ImageId> images = new HashSet<>();
    for (Mapping table : tables) {
      images.add(full(table));
      table.incrementals().forEach(image -> images.add(ImageId.parse(image)));
    }
    return images;
  }

  CopyLimits limits() {
    return CopyLimits.of(workers, bandwidth, totalBandwidth);
  }

  /** The name of a table's snapshot while it is staged in the cluster. */
  String staged(Mapping table) {
    return "longshore_" + session + "_" + tables.indexOf(table);
  }

  /** The name of the snapshot of the table that is replaced. */
  String before(Mapping table) {
    return "longshore_before_" + session + "_" + tables.indexOf(table);
  }
}
