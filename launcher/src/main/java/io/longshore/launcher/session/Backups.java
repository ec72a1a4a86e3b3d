package io.longshore.launcher.session;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.copy.ManyFiles;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.launcher.hbase.SessionLock;
import io.longshore.launcher.hbase.TableSizes;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;

/** Begins backups, and goes on with those that were cut off. */
public final class Backups {
  private final Environment environment;
  private final ImageLayout layout;
  private final SessionKinds kinds;

  public Backups(Environment environment, ImageLayout layout) {
    this.environment = environment;
    this.layout = layout;
    this.kinds = new SessionKinds(environment, layout);
  }

  /**
   * Makes a full image.
   *
   * @param tables all user tables where empty
   * @param template what else is asked for; its id and tables are not looked at
   * @return the image
   */
  public ImageId full(List<TableName> tables, BackupRequest template, Session.OnFailure onFailure)
      throws IOException {
    ClusterOperations operations = new ClusterOperations(environment.cluster());
    List<TableName> wanted = operations.requireTables(tables);
    return begin(ImageType.FULL, wanted, List.of(), template, onFailure);
  }

  /**
   * Makes an incremental image.
   *
   * @param tables all that the root continues where empty
   * @param template what else is asked for; its id and tables are not looked at
   * @param fullIfNeeded whether a full image is made where one is needed
   * @return the image
   */
  public ImageId incremental(
      List<TableName> tables,
      BackupRequest template,
      boolean fullIfNeeded,
      Session.OnFailure onFailure)
      throws IOException {
    // A dead session may have published an image and not said so: what is continued is not known
    // before it has ended.
    new Repair(environment).settleHolder();
    Wanted wanted = wanted(tables, fullIfNeeded);
    for (TableName table : wanted.dropped()) {
      environment
          .notices()
          .accept("Table " + table + " was dropped: this image and later ones are without it.");
    }
    return begin(wanted.type(), wanted.tables(), wanted.dropped(), template, onFailure);
  }

  /**
   * What a backup would be of.
   *
   * @param dropped tables that it would leave out, since they are gone
   */
  private record Wanted(ImageType type, List<TableName> tables, List<TableName> dropped) {}

  private Wanted wanted(List<TableName> tables, boolean fullIfNeeded) throws IOException {
    ClusterOperations operations = new ClusterOperations(environment.cluster());
    Set<TableName> continued =
        new TreeSet<>(environment.cluster().backupSystem().incrementalSet(layout.toString()));
    List<TableName> wanted = tables.isEmpty() ? List.copyOf(continued) : tables;
    List<TableName> present = new ArrayList<>();
    List<TableName> dropped = new ArrayList<>();
    for (TableName table : wanted) {
      boolean gone = continued.contains(table) && operations.descriptor(table).isEmpty();
      (gone ? dropped : present).add(table);
    }
    if (present.isEmpty()) {
      if (fullIfNeeded && dropped.isEmpty()) {
        environment.notices().accept("The root holds no full image. One is made.");
        return new Wanted(ImageType.FULL, operations.requireTables(tables), List.of());
      }
      throw ImageStore.at(layout, environment.conf()).exists()
          ? Errors.brokenChain(
              "There is no table to back up: "
                  + layout
                  + (dropped.isEmpty() ? " holds no full image" : " holds only dropped tables")
                  + ".",
              "Run `longshore create full " + layout + "`.")
          : Errors.noBackupRoot(layout.toString());
    }
    try {
      // A table that nobody knows is told apart from one that needs a full image.
      operations.requireTables(present);
      Continuation.of(environment, layout, present, Optional.empty()).requireSameTables();
    } catch (LongshoreException e) {
      boolean helps = e.code() == ErrorCode.BROKEN_CHAIN || e.code() == ErrorCode.NO_BACKUP_ROOT;
      if (!fullIfNeeded || !helps) {
        throw e;
      }
      environment.notices().accept(e.getMessage() + " A full image is made.");
      return new Wanted(ImageType.FULL, operations.requireTables(present), List.of());
    }
    return new Wanted(ImageType.INCREMENTAL, present, dropped);
  }

  /**
   * What a backup would read.
   *
   * @param wals of an incremental one
   * @param bytes of store files, about, or of WALs
   * @param pace by which its time can be estimated
   */
  public record Plan(
      ImageType type, List<TableName> tables, int wals, long bytes, Optional<Pace> pace) {}

  /** Looks at what a backup would do, and changes nothing. */
  public Plan plan(ImageType type, List<TableName> tables, boolean fullIfNeeded)
      throws IOException {
    Wanted wanted =
        type == ImageType.FULL
            ? new Wanted(
                type, new ClusterOperations(environment.cluster()).requireTables(tables), List.of())
            : wanted(tables, fullIfNeeded);
    Optional<Pace> pace = Pace.of(ImageStore.at(layout, environment.conf()), wanted.type());
    if (wanted.type() == ImageType.FULL) {
      long bytes = TableSizes.of(environment.cluster(), wanted.tables());
      return new Plan(wanted.type(), wanted.tables(), 0, bytes, pace);
    }
    Collection<Map<String, Long>> boundaries =
        Continuation.of(environment, layout, wanted.tables(), Optional.empty())
            .boundaries()
            .values();
    List<WalFile> wals =
        new WalDirectory(environment.conf())
            .list().stream()
                .filter(
                    wal ->
                        boundaries.stream()
                            .anyMatch(servers -> !WalFile.isBefore(wal.name(), servers)))
                .toList();
    long bytes = wals.stream().mapToLong(WalFile::length).sum();
    return new Plan(wanted.type(), wanted.tables(), wals.size(), bytes, pace);
  }

  private ImageId begin(
      ImageType type,
      List<TableName> tables,
      List<TableName> dropped,
      BackupRequest template,
      Session.OnFailure onFailure)
      throws IOException {
    requireWritable();
    new Repair(environment).settleHolder();
    ImageId id = freeId();
    BackupRequest request = template.of(type, id, tables, dropped);
    kinds.begin(id.toString(), () -> request, onFailure);
    return id;
  }

  /**
   * What a run has come to that was begun before: its image if it has ended, also if that takes
   * going on with it.
   *
   * @return empty where there is none, or it was undone
   */
  public Optional<ImageId> of(
      String runId, ImageType type, List<TableName> tables, Session.OnFailure onFailure)
      throws IOException {
    List<String> ids = Journals.ids(layout, environment.conf());
    List<Optional<BackupRequest>> requests =
        ManyFiles.map(ids, id -> Journal.backupRequest(layout, id, environment.conf()));
    for (int i = ids.size() - 1; i >= 0; i--) {
      if (requests.get(i).filter(request -> runId.equals(request.runId())).isEmpty()) {
        continue;
      }
      Journal journal = Journal.open(layout, ids.get(i), environment.conf());
      requireSame(journal.request(BackupRequest.class), type, tables);
      if (!journal.isFinished()) {
        return Optional.of(resume(journal, onFailure));
      }
      ImageId image = ImageId.parse(journal.id());
      if (ImageStore.at(layout, environment.conf()).isPublished(image)) {
        environment.notices().accept("Run " + runId + " has made " + image + " before.");
        return Optional.of(image);
      }
    }
    return Optional.empty();
  }

  /** What was asked for may have become a full image, where an incremental one could not be. */
  private static void requireSame(BackupRequest before, ImageType type, List<TableName> tables) {
    boolean otherTables =
        !tables.isEmpty()
            && before.dropped().isEmpty()
            && !Set.copyOf(before.tableNames()).equals(Set.copyOf(tables));
    if (type == ImageType.FULL && before.type() != type || otherTables) {
      throw Errors.invalidArgument(
          "Run "
              + before.runId()
              + " was "
              + before.id()
              + ", another backup: "
              + before.type()
              + " of "
              + String.join(" ", before.tables())
              + ".",
          "Give each run a --run-id of its own.");
    }
  }

  /** Goes on with the backup of this root that was cut off. */
  public ImageId resume(Session.OnFailure onFailure) throws IOException {
    return resume(unfinished(), onFailure);
  }

  private ImageId resume(Journal journal, Session.OnFailure onFailure) throws IOException {
    String id = journal.id();
    if (kinds.isAlive(id)) {
      throw Errors.sessionActive(id);
    }
    if (!journal.isRollingBack()) {
      requireStillRunning(id);
    }
    SessionLock lock = kinds.lock();
    SessionLock.Owner owner = kinds.owner(id);
    takeLock(lock, owner);
    environment.notices().accept("Going on with " + id + ".");
    kinds.run(journal, lock, owner, onFailure);
    return ImageId.parse(id);
  }

  /** Takes the lock that a dead session left, or one that is free. */
  static void takeLock(SessionLock lock, SessionLock.Owner owner) throws IOException {
    SessionLock.Status status = lock.status();
    boolean ours =
        status.owner().isPresent() && status.owner().get().session().equals(owner.session())
            ? lock.takeOver(status.owner().get(), owner)
            : lock.acquire(owner);
    if (!ours) {
      throw Errors.sessionActive(holder(lock.status()));
    }
  }

  static String holder(SessionLock.Status status) {
    return status
        .owner()
        .map(owner -> owner.session() + " of " + owner.process() + ", root " + owner.root())
        .orElse("a session of the stock tools");
  }

  private Journal unfinished() throws IOException {
    List<Journal> journals = Journals.unfinished(layout, environment.conf());
    for (int i = journals.size() - 1; i >= 0; i--) {
      if (BackupRequest.KINDS.contains(SessionKinds.kind(journals.get(i)))) {
        return journals.get(i);
      }
    }
    throw Errors.sessionNotFound(
        "No backup in " + layout + " was cut off, so there is nothing to go on with.",
        "Run `longshore create full " + layout + "` to begin one.");
  }

  private void requireStillRunning(String id) throws IOException {
    ImageId image = ImageId.parse(id);
    boolean lost =
        environment
            .cluster()
            .backupSystem()
            .read(image)
            .filter(row -> row.state() == BackupSession.State.FAILED)
            .isPresent();
    if (lost) {
      throw Errors.sessionLost(id, "another tool marked it as failed");
    }
  }

  private void requireWritable() throws IOException {
    Path probe = new Path(layout.scratch("probe"), "longshore");
    try {
      FileSystem fs = TargetStore.rawFileSystem(layout.root(), environment.conf());
      fs.create(probe, true).close();
      fs.delete(probe.getParent(), true);
    } catch (IOException | IllegalArgumentException e) {
      throw Errors.rootNotWritable(layout.toString(), e);
    }
  }

  /** The present moment, or the next that no session and no image has taken. */
  private ImageId freeId() throws IOException {
    Set<Long> taken = new HashSet<>();
    for (BackupSession session : environment.cluster().backupSystem().sessions()) {
      taken.add(session.id().millis());
      taken.add(session.started().toEpochMilli());
    }
    ImageStore images = ImageStore.at(layout, environment.conf());
    long millis = System.currentTimeMillis();
    for (ImageId image : images.exists() ? images.list() : List.<ImageId>of()) {
      if (image.millis() > millis) {
        throw Errors.clockBackwards("of this host");
      }
    }
    while (taken.contains(millis)
        || images.fileSystem().exists(layout.image(new ImageId(millis)))) {
      millis++;
    }
    return new ImageId(millis);
  }
}
