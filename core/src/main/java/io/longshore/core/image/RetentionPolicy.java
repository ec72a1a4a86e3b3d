package io.longshore.core.image;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.hbase.TableName;

/**
 * Which images are kept: one is if any of the rules says so, or if another that is kept needs it.
 * Whatever the rules say, of each set of tables the newest full image and what came after it is.
 *
 * @param fulls of each set of tables so many of the newest full images, and what came after the
 *     oldest of those; zero for none
 * @param days images that are not older; zero for none
 * @param months of each set of tables the newest full image of each of so many months, the present
 *     one included; zero for none
 */
public record RetentionPolicy(int fulls, int days, int months) {
  public RetentionPolicy {
    if (fulls < 0 || days < 0 || months < 0 || fulls + days + months == 0) {
      throw new IllegalArgumentException("a policy that keeps nothing");
    }
  }

  /**
   * What becomes of an image, and why.
   *
   * @param why in a few words
   */
  public record Verdict(BackupImage image, boolean kept, String why) {}

  /**
   * Judges all images of a root.
   *
   * @param zone in which months begin
   * @return one an image, oldest first
   */
  public List<Verdict> judge(List<BackupImage> images, Instant now, ZoneId zone) {
    List<BackupImage> sorted = new ArrayList<>(images);
    sorted.sort(BackupImage.OLDEST_FIRST);
    Map<ImageId, String> kept = new LinkedHashMap<>();
    Map<Set<TableName>, List<BackupImage>> series = new HashMap<>();
    for (BackupImage image : sorted) {
      if (image.type() == ImageType.FULL) {
        series.computeIfAbsent(Set.copyOf(image.tables()), key -> new ArrayList<>()).add(image);
      }
    }
    series.values().forEach(fullImages -> keepFulls(fullImages, sorted, kept));
    for (BackupImage image : sorted) {
      if (days > 0 && !image.started().isBefore(now.minus(Duration.ofDays(days)))) {
        kept.putIfAbsent(image.id(), "not older than " + days + " days");
      }
    }
    series.values().forEach(fullImages -> keepMonths(fullImages, now, zone, kept));
    keepNeeded(sorted, kept);
    List<Verdict> verdicts = new ArrayList<>();
    for (BackupImage image : sorted) {
      String why = kept.get(image.id());
      verdicts.add(new Verdict(image, why != null, why == null ? "no rule keeps it" : why));
    }
    return verdicts;
  }

  private void keepFulls(
      List<BackupImage> series, List<BackupImage> all, Map<ImageId, String> kept) {
    String why =
        fulls > 1
            ? "one of the newest " + fulls + " full images of its tables"
            : "the newest full image of its tables";
    int first = Math.max(0, series.size() - Math.max(1, fulls));
    for (BackupImage full : series.subList(first, series.size())) {
      kept.putIfAbsent(full.id(), why);
      for (BackupImage image : all) {
        if (image.needs(Set.of(full.id()))) {
          kept.putIfAbsent(image.id(), "continues " + full.id());
        }
      }
    }
  }

  private void keepMonths(
      List<BackupImage> series, Instant now, ZoneId zone, Map<ImageId, String> kept) {
    YearMonth first = YearMonth.from(now.atZone(zone)).minusMonths(Math.max(0, months - 1));
    Map<YearMonth, BackupImage> newest = new TreeMap<>();
    for (BackupImage full : series) {
      newest.put(YearMonth.from(full.started().atZone(zone)), full);
    }
    newest.forEach(
        (month, full) -> {
          if (months > 0 && !month.isBefore(first)) {
            kept.putIfAbsent(full.id(), "the newest full image of " + month);
          }
        });
  }

  private static void keepNeeded(List<BackupImage> images, Map<ImageId, String> kept) {
    for (BackupImage image : images) {
      if (kept.containsKey(image.id())) {
        for (ImageId needed : needed(image, new HashSet<>())) {
          kept.putIfAbsent(needed, image.id() + " needs it");
        }
      }
    }
  }

  private static Set<ImageId> needed(BackupImage image, Set<ImageId> found) {
    for (BackupImage ancestor : image.ancestors()) {
      found.add(ancestor.id());
      needed(ancestor, found);
    }
    return found;
  }
}
