package io.longshore.launcher.session;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.RetentionPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says which images of a root can be deleted, and deletes them. */
public final class Deletes {
  private final Environment environment;
  private final ImageLayout layout;
  private final ImageStore images;
  private final SessionKinds kinds;

  public Deletes(Environment environment, ImageLayout layout) throws IOException {
    this.environment = environment;
    this.layout = layout;
    this.images = ImageStore.at(layout, environment.conf());
    this.kinds = new SessionKinds(environment, layout);
  }

  /**
   * What becomes of an image.
   *
   * @param bytes of its files, empty where it has no inventory
   * @param why in a few words
   */
  public record Fate(String id, boolean deleted, Optional<Long> bytes, String why) {}

  /**
   * Named images.
   *
   * @param cascade whether those that continue them go too
   * @return those that go, oldest first
   * @throws io.longshore.core.error.LongshoreException if one is not there, or is needed by one
   *     that stays
   */
  public List<Fate> named(List<ImageId> ids, boolean cascade) throws IOException {
    List<BackupImage> all = byAge();
    Set<ImageId> named = new HashSet<>(ids);
    List<Fate> fates = new ArrayList<>();
    for (ImageId id : ids) {
      if (!images.isPublished(id) && hasFailed(id)) {
        fates.add(new Fate(id.toString(), true, Optional.empty(), "a failed backup"));
      } else {
        images.read(id);
      }
    }
    for (BackupImage image : all) {
      boolean continues = image.needs(named);
      if (named.contains(image.id())) {
        fates.add(fate(image, true, "named"));
      } else if (continues && cascade) {
        fates.add(fate(image, true, "continues one that is deleted"));
      } else if (continues) {
        throw Errors.imageNeeded(image.id().toString(), ids.toString());
      }
    }
    return fates;
  }

  /** Images older than some days, but for those that younger ones need; one an image. */
  public List<Fate> olderThan(int days) throws IOException {
    Instant oldest = Instant.now().minus(Duration.ofDays(days));
    List<BackupImage> all = byAge();
    Set<ImageId> old = new HashSet<>();
    all.stream()
        .filter(image -> image.started().isBefore(oldest))
        .forEach(each -> old.add(each.id()));
    List<Fate> fates = new ArrayList<>();
    for (BackupImage image : all) {
      Optional<BackupImage> needing =
          all.stream()
              .filter(each -> !old.contains(each.id()) && each.needs(Set.of(image.id())))
              .findFirst();
      if (!old.contains(image.id())) {
        fates.add(fate(image, false, "not older than " + days + " days"));
      } else if (needing.isPresent()) {
        fates.add(fate(image, false, needing.get().id() + " needs it"));
      } else {
        fates.add(fate(image, true, "older than " + days + " days"));
      }
    }
    return fates;
  }

  /** What a policy says; one an image. */
  public List<Fate> expired(RetentionPolicy policy) throws IOException {
    List<Fate> fates = new ArrayList<>();
    for (RetentionPolicy.Verdict verdict :
        policy.judge(images.images(), Instant.now(), ZoneId.systemDefault())) {
      fates.add(fate(verdict.image(), !verdict.kept(), verdict.why()));
    }
    return fates;
  }

  /** Deletes the images whose fate it is. */
  public void run(List<Fate> fates, Session.OnFailure onFailure) throws IOException {
    List<ImageId> ids =
        fates.stream()
            .filter(Fate::deleted)
            .map(fate -> ImageId.parse(fate.id()))
            .sorted(Comparator.reverseOrder())
            .toList();
    if (ids.isEmpty()) {
      return;
    }
    new Repair(environment).settleHolder();
    new Restores(environment, layout).requireUnused(ids);
    String session = DeleteRequest.KIND + "_" + System.currentTimeMillis();
    kinds.begin(
        session,
        () -> {
          requireStillRight(ids);
          return new DeleteRequest(
              DeleteRequest.KIND, session, ids.stream().map(ImageId::toString).toList());
        },
        onFailure);
  }

  /** Before the lock was taken an image may have come that needs one of them. */
  private void requireStillRight(List<ImageId> ids) throws IOException {
    Set<ImageId> deleted = new HashSet<>(ids);
    for (BackupImage image : images.images()) {
      if (!deleted.contains(image.id()) && image.needs(deleted)) {
        throw Errors.imageNeeded(image.id().toString(), ids.toString());
      }
    }
  }

  /** Of a backup that failed there is only a row. */
  private boolean hasFailed(ImageId id) throws IOException {
    return environment
        .cluster()
        .backupSystem()
        .read(id)
        .filter(row -> row.state() == BackupSession.State.FAILED)
        .isPresent();
  }

  private Fate fate(BackupImage image, boolean deleted, String why) throws IOException {
    return new Fate(
        image.id().toString(),
        deleted,
        images.inventory(image.id()).map(inventory -> inventory.bytes()),
        why);
  }

  private List<BackupImage> byAge() throws IOException {
    List<BackupImage> all = new ArrayList<>(images.images());
    all.sort(BackupImage.OLDEST_FIRST);
    return all;
  }
}
