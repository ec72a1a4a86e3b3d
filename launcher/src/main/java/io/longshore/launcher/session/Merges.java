package io.longshore.launcher.session;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.hbase.TableName;

/** Checks which images can become one, and begins merges. */
public final class Merges {
  private final Environment environment;
  private final ImageLayout layout;
  private final ImageStore images;
  private final SessionKinds kinds;

  public Merges(Environment environment, ImageLayout layout) throws IOException {
    this.environment = environment;
    this.layout = layout;
    this.images = ImageStore.at(layout, environment.conf());
    this.kinds = new SessionKinds(environment, layout);
  }

  /**
   * What a merge does.
   *
   * @param bytes of the sources' files, as far as inventories know
   * @param descendants images whose manifests then name the new one
   */
  public record Plan(
      MergeRequest request, List<String> tables, long bytes, List<String> descendants) {}

  /**
   * Checks that images can be merged, and says what that means. Changes nothing.
   *
   * @throws io.longshore.core.error.LongshoreException if they cannot
   */
  public Plan plan(MergeRequest template) throws IOException {
    List<BackupImage> all = images.images();
    List<BackupImage> sources = new ArrayList<>();
    for (ImageId id : template.sourceIds()) {
      sources.add(images.read(id));
    }
    sources.sort(BackupImage.OLDEST_FIRST);
    requireTypes(template, sources);
    requireSameTables(sources);
    requireWhole(sources);
    List<ImageId> oldestFirst = sources.stream().map(BackupImage::id).toList();
    MergeRequest request = template.of(freeId(sources.get(sources.size() - 1), all), oldestFirst);
    Set<ImageId> ids = new HashSet<>(oldestFirst);
    long bytes = 0;
    for (BackupImage source : sources) {
      bytes += images.inventory(source.id()).map(inventory -> inventory.bytes()).orElse(0L);
    }
    requireSpace(bytes);
    return new Plan(
        request,
        sources.get(0).tables().stream().map(TableName::getNameAsString).sorted().toList(),
        bytes,
        all.stream()
            .filter(image -> !ids.contains(image.id()) && image.needs(ids))
            .map(image -> image.id().toString())
            .toList());
  }

  /** Merges as planned. */
  public ImageId run(MergeRequest template, Session.OnFailure onFailure) throws IOException {
    new Repair(environment).settleHolder();
    MergeRequest request = plan(template).request();
    ImageId id = request.imageId();
    kinds.begin(
        id.toString(),
        () -> {
          if (!plan(template).request().equals(request)) {
            throw Errors.sessionActive("one that changed the images of " + layout + " just now");
          }
          return request;
        },
        onFailure);
    return id;
  }

  private void requireTypes(MergeRequest request, List<BackupImage> sources) {
    List<BackupImage> fulls =
        sources.stream().filter(image -> image.type() == ImageType.FULL).toList();
    if (sources.size() < 2 && !(request.compact() && request.full() && fulls.size() == 1)) {
      throw Errors.invalidArgument(
          "A merge makes one image of several, and only "
              + (sources.isEmpty() ? "none" : sources.get(0).id())
              + " is named.",
          "Name them one behind the other, such as `longshore merge ID,ID`.");
    }
    if (request.full() && (fulls.size() != 1 || sources.get(0).type() != ImageType.FULL)) {
      throw Errors.invalidArgument(
          fulls.isEmpty()
              ? "None of the images is a full one."
              : "A full image is behind another image.",
          "Name the full image and the incremental ones after it.");
    }
    if (!request.full() && !fulls.isEmpty()) {
      throw Errors.invalidArgument(
          "Image " + fulls.get(0).id() + " is a full one.",
          "Add --full to fold the incremental images into it.");
    }
    if (request.compact() && !request.full()) {
      throw Errors.invalidArgument(
          "--compact is for merges into a full image: what an incremental image deletes may lie in"
              + " an image before it.",
          "Add --full and name the full image, or leave out --compact.");
    }
  }

  private static void requireSameTables(List<BackupImage> sources) {
    Set<TableName> tables = new TreeSet<>(sources.get(0).tables());
    for (BackupImage source : sources) {
      Set<TableName> others = new TreeSet<>(source.tables());
      if (!others.equals(tables)) {
        throw Errors.invalidArgument(
            "Image "
                + sources.get(0).id()
                + " is of tables "
                + names(tables)
                + " and "
                + source.id()
                + " of "
                + names(others)
                + ".",
            "Merge images of the same tables: `longshore history -p ROOT` shows them.");
      }
    }
  }

  private static String names(Set<TableName> tables) {
    return String.join(" ", tables.stream().map(TableName::getNameAsString).toList());
  }

  /** Images between the first and the last that are not named would be left without an ancestor. */
  private void requireWhole(List<BackupImage> sources) throws IOException {
    List<ImageId> ids = sources.stream().map(BackupImage::id).toList();
    BackupImage newest = sources.get(sources.size() - 1);
    for (TableName table : newest.tables()) {
      ImageChain whole = ImageChain.of(newest, table);
      List<ImageId> chain = whole.images().stream().map(BackupImage::id).toList();
      int from = chain.indexOf(ids.get(0));
      List<ImageId> range = from < 0 ? List.of() : chain.subList(from, chain.size());
      if (!range.equals(ids)) {
        List<ImageId> between = new ArrayList<>(range);
        between.removeAll(ids);
        throw Errors.brokenChain(
            between.isEmpty()
                ? "Image " + newest.id() + " does not continue " + ids.get(0) + "."
                : "Image " + between.get(0) + " lies between those that are named.",
            between.isEmpty()
                ? "Name images of one chain: `longshore history -p " + layout + "`."
                : "Name it too.");
      }
      images.requireWhole(whole);
    }
  }

  /** Behind the newest source, and before whatever came after it. */
  private ImageId freeId(BackupImage newest, List<BackupImage> all) throws IOException {
    Set<Long> taken = new HashSet<>();
    for (BackupSession session : environment.cluster().backupSystem().sessions()) {
      taken.add(session.id().millis());
      taken.add(session.started().toEpochMilli());
    }
    for (BackupImage image : all) {
      taken.add(image.id().millis());
      taken.add(image.started().toEpochMilli());
    }
    // A merge that was rolled back left its journal.
    for (String session : Journals.ids(layout, environment.conf())) {
      if (ImageId.isImageId(session)) {
        taken.add(ImageId.parse(session).millis());
      }
    }
    long millis = Math.max(newest.id().millis(), newest.started().toEpochMilli()) + 1;
    while (taken.contains(millis)
        || images.fileSystem().exists(layout.image(new ImageId(millis)))) {
      millis++;
    }
    Instant started = Instant.ofEpochMilli(millis);
    Optional<BackupImage> next =
        all.stream()
            .filter(image -> image.started().isAfter(newest.started()))
            .min(Comparator.comparing(BackupImage::started));
    if (next.isPresent() && !started.isBefore(next.get().started())) {
      throw Errors.brokenChain(
          "There is no moment between "
              + newest.id()
              + " and "
              + next.get().id()
              + " that the merged image could have.",
          "Merge " + next.get().id() + " as well.");
    }
    return new ImageId(millis);
  }

  private void requireSpace(long bytes) throws IOException {
    long left = images.fileSystem().getStatus(layout.root()).getRemaining();
    if (left < bytes) {
      throw Errors.noSpace(layout.toString(), bytes, left);
    }
  }
}
