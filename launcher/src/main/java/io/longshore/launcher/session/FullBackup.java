package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.backup.BackupSession;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageHistory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.RegionState;
import io.longshore.jobs.SnapshotItems;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.launcher.hbase.RegionStates;
import io.longshore.snapshot.hbase.SnapshotContents;
import io.longshore.snapshot.hbase.SnapshotFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;

/**
 * The steps of a full backup. The roll precedes the snapshots: edits between them are then in both
 * the image and the next incremental, rather than in neither.
 */
final class FullBackup extends ImageBackup {
  static final String SNAPSHOT_TABLES = "snapshot-tables";
  static final String EXPORT = "export";
  static final String DROP_SNAPSHOTS = "drop-snapshots";

  FullBackup(
      Environment environment,
      ImageLayout layout,
      BackupRequest request,
      Journal journal,
      LiveSession live)
      throws IOException {
    super(environment, layout, request, journal, live);
  }

  @Override
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

  @Override
  BackupImage image() {
    return BackupImage.full(id(), request.tableNames(), started(), Instant.now());
  }

  @Override
  List<ImageFile> files() {
    return copied(EXPORT);
  }

  @Override
  ImageHistory history() {
    Snapshots snapshots = journal.result(SNAPSHOT_TABLES, Snapshots.class);
    return new ImageHistory(
        List.of(),
        rolled().pending(),
        snapshots.regions(),
        List.of(),
        List.of(),
        snapshots.taken(),
        false);
  }

  /** What a dead server wrote is in the snapshots: they are taken once its regions are open. */
  @Override
  Map<String, Long> boundaries() {
    Map<String, Long> boundaries = new HashMap<>(rolled().dead());
    boundaries.putAll(rolled().servers());
    return boundaries;
  }

  @Override
  Map<TableName, String> snapshots() {
    Map<TableName, String> snapshots = new HashMap<>();
    request.tableNames().forEach(table -> snapshots.put(table, request.snapshot(table)));
    return snapshots;
  }

  /**
   * What was there when the snapshots were taken.
   *
   * @param regions as they were just before
   * @param taken when the last one was, in milliseconds
   */
  record Snapshots(
      @JsonProperty("regions") List<RegionState> regions, @JsonProperty("taken") long taken) {}

  private final class SnapshotTables implements Step {
    @Override
    public String name() {
      return SNAPSHOT_TABLES;
    }

    @Override
    public Object execute() throws IOException {
      phase(BackupSession.Phase.SNAPSHOT, 0);
      // A table that is made anew between this and its snapshot is then refused by the next
      // incremental backup rather than taken for the old one.
      List<RegionState> regions = new RegionStates(environment.cluster()).of(request.tableNames());
      for (TableName table : request.tableNames()) {
        live.check();
        operations.takeSnapshot(request.snapshot(table), table);
      }
      return new Snapshots(regions, System.currentTimeMillis());
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
      CopyReport report = copy(EXPORT, "export", items());
      return Map.of(
          "files", report.files().size(),
          "bytes", report.bytes(),
          "bytesMoved", report.bytesMoved(),
          "milliseconds", report.took().toMillis());
    }

    @Override
    public void rollback(String why) throws IOException {
      deleteImage(EXPORT);
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
