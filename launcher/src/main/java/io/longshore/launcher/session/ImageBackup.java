package io.longshore.launcher.session;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.backup.BackupSystem;
import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageHistory;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.jobs.copy.CopyJob;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.launcher.hbase.WalPin;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.sql.SparkSession;

/** The steps that every backup has, whatever it puts into its image. */
abstract class ImageBackup {
  static final String REGISTER = "register";
  static final String PROTECT_WALS = "protect-wals";
  static final String ROLL_LOGS = "roll-logs";
  static final String PUBLISH = "publish";
  static final String RECORD = "record";
  static final String RELEASE_WALS = "release-wals";

  final Environment environment;
  final ImageLayout layout;
  final BackupRequest request;
  final Journal journal;
  final LiveSession live;
  final BackupSystem system;
  final ClusterOperations operations;
  final ImageStore images;
  final WalPin pin;

  ImageBackup(
      Environment environment,
      ImageLayout layout,
      BackupRequest request,
      Journal journal,
      LiveSession live)
      throws IOException {
    this.environment = environment;
    this.layout = layout;
    this.request = request;
    this.journal = journal;
    this.live = live;
    this.system = environment.cluster().backupSystem();
    this.operations = new ClusterOperations(environment.cluster());
    this.images = ImageStore.at(layout, environment.conf());
    this.pin = new WalPin(system, layout, request.imageId(), request.tableNames());
  }

  abstract List<Step> steps();

  /** What the manifest says. */
  abstract BackupImage image() throws IOException;

  /** Whether it was found that the image would hold nothing, and is not wanted then. */
  boolean foundNothing() {
    return false;
  }

  /** Every file of the image. */
  abstract List<ImageFile> files() throws IOException;

  abstract ImageHistory history() throws IOException;

  /** Of the session's tables after it: region servers to their WAL boundaries. */
  abstract Map<String, Long> boundaries() throws IOException;

  /** The names of the tables' HBase snapshots, as far as there are any. */
  abstract Map<TableName, String> snapshots();

  ImageId id() {
    return request.imageId();
  }

  Instant started() {
    return Instant.ofEpochMilli(id().millis());
  }

  Rolled rolled() {
    return journal.result(ROLL_LOGS, Rolled.class);
  }

  BackupSession session() {
    Map<TableName, String> tables = new HashMap<>();
    request.tableNames().forEach(table -> tables.put(table, ""));
    tables.putAll(snapshots());
    return BackupSession.begin(
        id(),
        request.type(),
        layout.toString(),
        tables,
        started(),
        request.stockWorkers(),
        request.stockBandwidth());
  }

  void phase(BackupSession.Phase phase, int percent) throws IOException {
    system.write(session().at(phase, percent));
  }

  CopyReport copy(String step, String what, List<CopyItem> items) throws IOException {
    return copyJob(environment.sparkOf(live))
        .run(what, items, new JournaledCopyLog(journal, step), environment.progressOf(live));
  }

  /** Deletes whatever a step copied or wrote into the image. */
  void deleteImage(String copyStep) throws IOException {
    copyJob(null).abort(new JournaledCopyLog(journal, copyStep));
    FileSystem fs = images.fileSystem();
    fs.delete(layout.image(id()), true);
    fs.delete(layout.scratch(id().toString()), true);
  }

  List<ImageFile> copied(String step) {
    List<ImageFile> files = new ArrayList<>();
    for (CopiedFile file : new JournaledCopyLog(journal, step).files().values()) {
      files.add(new ImageFile(inImage(file.target()), file.length(), file.checksum()));
    }
    return files;
  }

  /** A path of the image, relative to its directory. */
  String inImage(String path) {
    return layout.inImage(id(), path);
  }

  private CopyJob copyJob(SparkSession spark) {
    CopySettings settings = CopySettings.from(environment.conf());
    return new CopyJob(
        spark,
        environment.conf(),
        layout.scratch(id().toString()),
        request.verify() ? settings : settings.withoutVerification(),
        request.limits());
  }

  /** The row that tells stock, and us, that a backup runs. */
  final class Register implements Step {
    @Override
    public String name() {
      return REGISTER;
    }

    @Override
    public Object execute() throws IOException {
      system.write(session());
      return Map.of();
    }

    @Override
    public void rollback(String why) throws IOException {
      if (foundNothing()) {
        // That is no failure, and where it happens every hour nothing else would be seen.
        system.delete(id());
      } else {
        system.write(session().failed(Instant.now(), why));
      }
    }
  }

  /** WALs of servers that no session names yet are kept too. */
  final class ProtectWals implements Step {
    @Override
    public String name() {
      return PROTECT_WALS;
    }

    @Override
    public Object execute() throws IOException {
      pin.protect(operations.liveServers());
      return Map.of();
    }

    @Override
    public void rollback(String why) throws IOException {
      pin.release();
    }
  }

  /**
   * What a log roll left.
   *
   * @param servers {@code host:port} to the highest WAL number before the roll
   * @param began when, in milliseconds
   * @param pending names of WALs that were begun since, which the next image must find
   * @param dead servers that did not take part, since they had died, to the highest of their WALs
   */
  record Rolled(
      Map<String, Long> servers, long began, List<String> pending, Map<String, Long> dead) {

    /** Rolls. */
    static Rolled now(Environment environment, ImageLayout layout) throws IOException {
      long began = System.currentTimeMillis();
      Map<String, Long> servers =
          new TreeMap<>(new ClusterOperations(environment.cluster()).rollLogs(layout.toString()));
      List<String> pending = new ArrayList<>();
      Map<String, Long> dead = new TreeMap<>();
      for (WalFile wal : new WalDirectory(environment.conf()).list()) {
        Long boundary = servers.get(wal.server());
        if (boundary == null && wal.number() <= began) {
          dead.merge(wal.server(), wal.number(), Math::max);
        } else if (boundary != null && wal.number() > boundary) {
          pending.add(wal.path().getName());
        }
      }
      return new Rolled(servers, began, pending, dead);
    }
  }

  /** Begins new WALs. */
  final class RollLogs implements Step {
    @Override
    public String name() {
      return ROLL_LOGS;
    }

    @Override
    public Object execute() throws IOException {
      return Rolled.now(environment, layout);
    }

    @Override
    public void rollback(String why) {
      // A roll changes nothing that anybody could want back.
    }
  }

  /** The manifest, after everything else. */
  final class Publish implements Step {
    @Override
    public String name() {
      return PUBLISH;
    }

    @Override
    public Object execute() throws IOException {
      if (images.isPublished(id())) {
        // An earlier run wrote the manifest and came no further.
        return Map.of();
      }
      phase(BackupSession.Phase.STORE_MANIFEST, 100);
      images.publish(image(), files(), history(), this::requireOurs);
      images.fileSystem().delete(layout.scratch(id().toString()), true);
      return Map.of();
    }

    @Override
    public void rollback(String why) throws IOException {
      if (images.isPublished(id())) {
        throw new IllegalStateException("a published image is not rolled back: " + id());
      }
    }

    private void requireOurs() {
      try {
        live.requireOurs();
        boolean running =
            system.read(id()).map(row -> row.state() == BackupSession.State.RUNNING).orElse(false);
        if (!running) {
          throw Errors.sessionLost(id().toString(), "its row in backup:system is not RUNNING");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** From here on the image is there; this only says so in {@code backup:system}. */
  final class Record implements Step {
    @Override
    public String name() {
      return RECORD;
    }

    @Override
    public Object execute() throws IOException {
      String root = layout.toString();
      BackupImage image = images.read(id());
      Set<TableName> tables = new HashSet<>(request.tableNames());
      system.forgetTables(request.dropped().stream().map(TableName::valueOf).toList(), root);
      system.addToIncrementalSet(tables, root);
      system.writeBoundaries(tables, withLateServers(boundaries()), root);
      nameServersEverywhere(tables);
      Map<TableName, Map<String, Long>> every = system.boundaries(root);
      long startCode =
          every.values().stream()
              .flatMap(servers -> servers.values().stream())
              .mapToLong(Long::longValue)
              .min()
              .orElse(0);
      system.writeStartCode(startCode, root);
      system.write(session().complete(image.completed(), every));
      return Map.of("startCode", startCode);
    }

    @Override
    public void rollback(String why) {
      // Never begun before the image is published.
    }

    /**
     * For servers that came after the roll the moment before they came, also if they have died
     * since: the stock cleaner deletes the WALs of servers that no session names.
     */
    private Map<String, Long> withLateServers(Map<String, Long> rolled) throws IOException {
      Map<String, Long> boundaries = new TreeMap<>(rolled);
      for (ServerName server : operations.liveServers()) {
        boundaries.putIfAbsent(server.getAddress().toString(), server.getStartCode() - 1);
      }
      // In the order of their numbers: the first of a server is its lowest.
      for (WalFile wal : new WalDirectory(environment.conf()).list()) {
        boundaries.putIfAbsent(wal.server(), wal.number() - 1);
      }
      return boundaries;
    }

    /**
     * The stock cleaner heeds of each server only the tables, of whatever root, that name it: one
     * that this session left out, and that does not know a server yet, would lose that server's
     * WALs. So each is told of all servers.
     */
    private void nameServersEverywhere(Set<TableName> session) throws IOException {
      Set<String> servers = new HashSet<>();
      system.boundaries(layout.toString()).values().forEach(each -> servers.addAll(each.keySet()));
      for (Map.Entry<String, List<BackupSession>> each : system.completeSessions().entrySet()) {
        String root = each.getKey();
        List<BackupSession> complete = each.getValue();
        if (WalPin.isPin(complete.get(0))) {
          continue;
        }
        boolean ours = root.equals(layout.toString());
        if (!ours) {
          // The cleaner reads the newest session of a root. What the root's own record says may
          // differ from it, which its next backup has to see: each is told by itself.
          BackupSession newest = complete.get(0);
          Map<TableName, Map<String, Long>> told = told(newest.boundaries(), servers, complete);
          if (!told.equals(newest.boundaries())) {
            system.write(newest.withBoundaries(told));
          }
        }
        Map<TableName, Map<String, Long>> recorded = system.boundaries(root);
        Map<TableName, Map<String, Long>> told = told(recorded, servers, complete);
        for (Map.Entry<TableName, Map<String, Long>> table : told.entrySet()) {
          boolean done = ours && session.contains(table.getKey());
          if (!done && !table.getValue().equals(recorded.get(table.getKey()))) {
            system.writeBoundaries(Set.of(table.getKey()), table.getValue(), root);
          }
        }
      }
    }

    /** Boundaries with all servers: of those not known yet, what came after the newest image. */
    private Map<TableName, Map<String, Long>> told(
        Map<TableName, Map<String, Long>> boundaries,
        Set<String> servers,
        List<BackupSession> newestFirst) {
      Map<TableName, Map<String, Long>> told = new HashMap<>();
      boundaries.forEach(
          (table, known) -> {
            long since =
                newestFirst.stream()
                    .filter(each -> each.tables().contains(table))
                    .findFirst()
                    .map(each -> Continuation.unknownAfter(each.started(), environment.conf()))
                    .orElse(0L);
            Map<String, Long> all = new TreeMap<>(known);
            servers.forEach(server -> all.putIfAbsent(server, since));
            told.put(table, all);
          });
      return told;
    }
  }

  /** Leaves the WALs to what the session's boundaries say. */
  final class ReleaseWals implements Step {
    @Override
    public String name() {
      return RELEASE_WALS;
    }

    @Override
    public Object execute() throws IOException {
      pin.release();
      return Map.of();
    }

    @Override
    public void rollback(String why) {
      // Never begun before the image is published.
    }
  }
}
