package io.longshore.launcher.session;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.backup.BackupSystem;
import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.jobs.SnapshotItems;
import io.longshore.jobs.copy.CopyJob;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.jobs.copy.ProgressListener;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.launcher.hbase.WalPin;
import io.longshore.snapshot.hbase.SnapshotContents;
import io.longshore.snapshot.hbase.SnapshotFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.sql.SparkSession;

/**
 * The steps of a full backup. The roll precedes the snapshots: edits between them are then in both
 * the image and the next incremental, rather than in neither.
 */
final class FullBackup {
  static final String REGISTER = "register";
  static final String PROTECT_WALS = "protect-wals";
  static final String ROLL_LOGS = "roll-logs";
  static final String SNAPSHOT_TABLES = "snapshot-tables";
  static final String EXPORT = "export";
  static final String PUBLISH = "publish";
  static final String RECORD = "record";
  static final String RELEASE_WALS = "release-wals";
  static final String DROP_SNAPSHOTS = "drop-snapshots";

  private final Environment environment;
  private final ImageLayout layout;
  private final FullRequest request;
  private final Journal journal;
  private final LiveSession live;
  private final BackupSystem system;
  private final ClusterOperations operations;
  private final ImageStore images;
  private final WalPin pin;

  FullBackup(
      Environment environment,
      ImageLayout layout,
      FullRequest request,
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

  List<Step> steps() {
    return List.of(
        new Register(),
        new ProtectWals(),
        new RollLogs(),
        new SnapshotTables(),
        new Export(),
        new Publish(),
        new Record(),
        new ReleaseWals(),
        new DropSnapshots());
  }

  private ImageId id() {
    return request.imageId();
  }

  private Instant started() {
    return Instant.ofEpochMilli(id().millis());
  }

  private BackupSession session() {
    Map<TableName, String> snapshots = new HashMap<>();
    request.tableNames().forEach(table -> snapshots.put(table, request.snapshot(table)));
    return BackupSession.begin(
        id(),
        ImageType.FULL,
        layout.toString(),
        snapshots,
        started(),
        request.stockWorkers(),
        request.stockBandwidth());
  }

  private void phase(BackupSession.Phase phase, int percent) throws IOException {
    system.write(session().at(phase, percent));
  }

  /** The row that tells stock, and us, that a backup runs. */
  private final class Register implements Step {
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
      system.write(session().failed(Instant.now(), why));
    }
  }

  private final class ProtectWals implements Step {
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
   * @param servers {@code host:port} to the highest WAL number before the roll
   */
  record Boundaries(Map<String, Long> servers) {}

  private final class RollLogs implements Step {
    @Override
    public String name() {
      return ROLL_LOGS;
    }

    @Override
    public Object execute() throws IOException {
      return new Boundaries(new TreeMap<>(operations.rollLogs(layout.toString())));
    }

    @Override
    public void rollback(String why) {
      // A roll changes nothing that anybody could want back.
    }
  }

  private final class SnapshotTables implements Step {
    @Override
    public String name() {
      return SNAPSHOT_TABLES;
    }

    @Override
    public Object execute() throws IOException {
      phase(BackupSession.Phase.SNAPSHOT, 0);
      for (TableName table : request.tableNames()) {
        live.check();
        operations.takeSnapshot(request.snapshot(table), table);
      }
      return Map.of();
    }

    @Override
    public void rollback(String why) throws IOException {
      for (TableName table : request.tableNames()) {
        operations.deleteSnapshot(request.snapshot(table));
      }
    }
  }

  private final class Export implements Step {
    @Override
    public String name() {
      return EXPORT;
    }

    @Override
    public Object execute() throws IOException {
      live.eachBeat(() -> pin.protect(operations.liveServers()));
      phase(BackupSession.Phase.SNAPSHOTCOPY, 0);
      SparkSession spark = environment.spark().get();
      live.onCancel(() -> spark.sparkContext().cancelAllJobs());
      live.check();
      CopyReport report =
          job(spark).run("export", items(), new JournaledCopyLog(journal, EXPORT), this::report);
      return Map.of(
          "files", report.files().size(),
          "bytes", report.bytes(),
          "bytesMoved", report.bytesMoved(),
          "milliseconds", report.took().toMillis());
    }

    @Override
    public void rollback(String why) throws IOException {
      job(null).abort(new JournaledCopyLog(journal, EXPORT));
      FileSystem fs = images.fileSystem();
      fs.delete(layout.image(id()), true);
      fs.delete(layout.scratch(id().toString()), true);
    }

    private CopyJob job(SparkSession spark) {
      CopySettings settings = CopySettings.from(environment.conf());
      return new CopyJob(
          spark,
          environment.conf(),
          layout.scratch(id().toString()),
          request.verify() ? settings : settings.withoutVerification(),
          request.limits());
    }

    private List<CopyItem> items() throws IOException {
      SnapshotFiles snapshots = new SnapshotFiles(environment.cluster().root(), environment.conf());
      List<CopyItem> items = new ArrayList<>();
      for (TableName table : request.tableNames()) {
        SnapshotContents contents = snapshots.read(request.snapshot(table));
        if (contents.isExpired()) {
          throw Errors.snapshotExpired(contents.name());
        }
        Path directory = layout.table(id(), table);
        items.addAll(SnapshotItems.manifest(contents, directory, environment.conf()));
        items.addAll(SnapshotItems.storeFiles(contents, directory));
      }
      return items;
    }

    private void report(ProgressListener.Progress progress) {
      live.report(progress);
      environment.progress().onProgress(progress);
    }
  }

  private final class Publish implements Step {
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
      BackupImage image = BackupImage.full(id(), request.tableNames(), started(), Instant.now());
      images.publish(image, files(), this::requireOurs);
      images.fileSystem().delete(layout.scratch(id().toString()), true);
      return Map.of();
    }

    @Override
    public void rollback(String why) throws IOException {
      if (images.isPublished(id())) {
        throw new IllegalStateException("a published image is not rolled back: " + id());
      }
    }

    private List<ImageFile> files() {
      String prefix = layout.image(id()) + "/";
      List<ImageFile> files = new ArrayList<>();
      for (CopiedFile file : new JournaledCopyLog(journal, EXPORT).files().values()) {
        files.add(
            new ImageFile(
                file.target().substring(prefix.length()), file.length(), file.checksum()));
      }
      return files;
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
  private final class Record implements Step {
    @Override
    public String name() {
      return RECORD;
    }

    @Override
    public Object execute() throws IOException {
      String root = layout.toString();
      BackupImage image = images.read(id());
      HashSet<TableName> tables = new HashSet<>(request.tableNames());
      Map<String, Long> boundaries = boundaries();
      system.addToIncrementalSet(tables, root);
      system.writeBoundaries(tables, boundaries, root);
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
     * Those of the roll, and for servers that came later the moment before they came: the stock
     * cleaner deletes the WALs of servers that no session names.
     */
    private Map<String, Long> boundaries() throws IOException {
      Map<String, Long> boundaries =
          new TreeMap<>(journal.result(ROLL_LOGS, Boundaries.class).servers());
      for (ServerName server : operations.liveServers()) {
        boundaries.putIfAbsent(server.getAddress().toString(), server.getStartCode() - 1);
      }
      return boundaries;
    }
  }

  private final class ReleaseWals implements Step {
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

  private final class DropSnapshots implements Step {
    @Override
    public String name() {
      return DROP_SNAPSHOTS;
    }

    @Override
    public Object execute() throws IOException {
      for (TableName table : request.tableNames()) {
        operations.deleteSnapshot(request.snapshot(table));
      }
      return Map.of();
    }

    @Override
    public void rollback(String why) {
      // Never begun before the image is published.
    }
  }
}
