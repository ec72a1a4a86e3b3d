package io.longshore.core.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;

/**
 * What an image's manifest says of it.
 *
 * @param tables in the order of the manifest
 * @param started when the backup began; history, ancestors and the log cleaner order by it
 * @param completed when it was published
 * @param ancestors the images a restore needs first, newest first; empty for a full image
 * @param previousTimestamps for an incremental image: a table to its region servers' ({@code
 *     host:port}) WAL boundaries of the image before, in milliseconds
 */
public record BackupImage(
    ImageId id,
    ImageType type,
    List<TableName> tables,
    Instant started,
    Instant completed,
    List<BackupImage> ancestors,
    Map<TableName, Map<String, Long>> previousTimestamps) {

  /** As history, ancestors and the log cleaner order images. */
  public static final Comparator<BackupImage> OLDEST_FIRST =
      Comparator.comparing(BackupImage::started).thenComparing(BackupImage::id);

  public BackupImage {
    tables = List.copyOf(tables);
    ancestors = List.copyOf(ancestors);
    previousTimestamps = Map.copyOf(previousTimestamps);
  }

  /**
   * The same image, some of whose ancestors were merged into another.
   *
   * @param sources those that were merged
   */
  public BackupImage withMerged(Set<ImageId> sources, BackupImage merged) {
    List<BackupImage> named = new ArrayList<>();
    for (BackupImage ancestor : ancestors) {
      BackupImage one =
          sources.contains(ancestor.id()) ? merged : ancestor.withMerged(sources, merged);
      if (named.stream().noneMatch(each -> each.id().equals(one.id()))) {
        named.add(one);
      }
    }
    return new BackupImage(id, type, tables, started, completed, named, previousTimestamps);
  }

  /** Whether one of the images is among its ancestors, or theirs. */
  public boolean needs(Set<ImageId> images) {
    return ancestors.stream().anyMatch(each -> images.contains(each.id()) || each.needs(images));
  }

  /** A full image, which needs no other. */
  public static BackupImage full(
      ImageId id, List<TableName> tables, Instant started, Instant completed) {
    return new BackupImage(id, ImageType.FULL, tables, started, completed, List.of(), Map.of());
  }
}
