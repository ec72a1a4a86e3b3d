package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.backup.BackupSession;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ConsumedWal;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageHistory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageType;
import io.longshore.core.image.Moments;
import io.longshore.core.image.RegionState;
import io.longshore.jobs.sort.SortedFile;
import io.longshore.jobs.sort.WalSort;
import io.longshore.jobs.sort.WalSummary;
import io.longshore.snapshot.hbase.ImageTables;
import io.longshore.wal.hbase.BulkLoadedFile;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.TableDescriptor;

/**
 * The steps of an incremental backup: the WALs between two rolls become HFiles in the image, sorted
 * into the regions of the full image, and files that were bulk-loaded meanwhile are copied. The
 * boundaries advance only once the image is published, so that no interval is ever left out.
 */
final class IncrementalBackup extends ImageBackup {
  static final String CHECK_TABLES = "check-tables";
  static final String CONVERT_WALS = "convert-wals";
  static final String COPY_BULK_LOADS = "copy-bulk-loads";
  static final String FORGET_BULK_LOADS = "forget-bulk-loads";

  private static final int MOST_MOMENTS = 600;

  private static final Duration MOST_SKIPPED = Duration.ofDays(1);

  /** Null before a step asks for it. */
  private Continuation continuation;

  private boolean foundNothing;

  IncrementalBackup(
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
        new CheckTables(),
        new ConvertWals(),
        new CopyBulkLoads(),
        new Publish(),
        new Record(),
        new ReleaseWals(),
        new ForgetBulkLoads());
  }

  @Override
  BackupImage image() throws IOException {
    Continuation continuation = continuation();
    // Hours may have gone by, and the lock keeps no person from the root.
    continuation.requireWhole();
    return new BackupImage(
        id(),
        ImageType.INCREMENTAL,
        request.tableNames(),
        started(),
        Instant.now(),
        continuation.ancestors(),
        continuation.boundaries());
  }

  @Override
  List<ImageFile> files() throws IOException {
    List<ImageFile> files = new ArrayList<>(copied(COPY_BULK_LOADS));
    for (SortedFile sorted : converted().files()) {
      files.add(
          new ImageFile(
              inImage(sorted.file().path()), sorted.file().length(), sorted.file().checksum()));
    }
    for (TableName table : request.tableNames()) {
      Optional<TableDescriptor> descriptor = operations.descriptor(table);
      if (descriptor.isPresent()) {
        files.addAll(ImageTables.write(images, id(), descriptor.get()));
      }
    }
    return files;
  }

  @Override
  ImageHistory history() {
    Converted converted = converted();
    Map<String, Long> reached = new HashMap<>();
    converted.moments().forEach(each -> reached.merge(each.region(), each.highest(), Math::max));
    List<RegionState> regions =
        journal.result(CHECK_TABLES, Checked.class).regions().stream()
            .map(region -> region.reaching(reached.getOrDefault(region.region(), 0L)))
            .toList();
    return new ImageHistory(
        converted.wals().stream()
            .map(
                wal ->
                    new ConsumedWal(
                        wal.name(), wal.server(), wal.length(), wal.read(), wal.cells()))
            .toList(),
        rolled().pending(),
        regions,
        converted.moments(),
        request.dropped(),
        converted.moments().stream()
            .mapToLong(Moments::end)
            .reduce(started().toEpochMilli(), Math::max),
        // One that came while its region was being flushed has no sequence id in its name.
        bulkLoads().stream().allMatch(file -> file.sequence() > 0));
  }

  @Override
  Map<String, Long> boundaries() {
    return converted().boundaries();
  }

  @Override
  Map<TableName, String> snapshots() {
    return Map.of();
  }

  /** What the session continues, as it was when its first step asked: it has the lock. */
  private Continuation continuation() throws IOException {
    if (continuation == null) {
      continuation = Continuation.of(environment, layout, request.tableNames(), Optional.of(id()));
    }
    return continuation;
  }

  private TableDescriptor descriptor(TableName table) throws IOException {
    return operations
        .descriptor(table)
        .orElseThrow(() -> Errors.tableNotFound(table.getNameAsString(), ""));
  }

  private Converted converted() {
    return journal.result(CONVERT_WALS, Converted.class);
  }

  /**
   * The tables after the roll.
   *
   * @param regions as they were
   */
  record Checked(@JsonProperty("regions") List<RegionState> regions) {}

  /** Whether the tables are still those of the images before. */
  private final class CheckTables implements Step {
    @Override
    public String name() {
      return CHECK_TABLES;
    }

    @Override
    public Object execute() throws IOException {
      return new Checked(continuation().requireSameTables());
    }

    @Override
    public void rollback(String why) {
      // It only looks.
    }
  }

  /**
   * What became of the WALs.
   *
   * @param wals that were read, without what their regions wrote when
   * @param boundaries region servers to the last WAL of the interval
   */
  record Converted(
      @JsonProperty("wals") List<WalSummary> wals,
      @JsonProperty("files") List<SortedFile> files,
      @JsonProperty("moments") List<Moments> moments,
      @JsonProperty("boundaries") Map<String, Long> boundaries) {}

  /** Reads the WALs of the interval and sorts what they hold of the tables. */
  private final class ConvertWals implements Step {
    @Override
    public String name() {
      return CONVERT_WALS;
    }

    @Override
    public Object execute() throws IOException {
      live.eachBeat(() -> pin.protect(operations.liveServers()));
      phase(BackupSession.Phase.PREPARE_INCREMENTAL, 0);
      Continuation continuation = continuation();
      IntervalWals wals = IntervalWals.of(environment, continuation, rolled());
      WalSort sort =
          new WalSort(
              wals.inputs(),
              continuation.stores(IncrementalBackup.this::descriptor),
              directories(),
              environment.cluster().root().toString(),
              0,
              Long.MAX_VALUE,
              request.quarantine(),
              step(wals.wals()),
              request.limits());
      Optional<WalSort.Result> nothing = sort.ifNothingIsWanted(environment.conf());
      WalSort.Result result =
          nothing.isPresent()
              ? nothing.get()
              : sort.run(
                  environment.sparkOf(live), environment.conf(), environment.progressOf(live));
      Quarantine quarantine =
          new Quarantine(layout.quarantine(id()), environment.conf(), environment.notices());
      for (WalSummary wal : result.wals()) {
        if (wal.damaged()) {
          quarantine.add(wal);
        }
      }
      foundNothing = request.skipEmpty() && isEmpty(result) && isRecent();
      if (foundNothing) {
        throw Errors.nothingNew(layout.toString());
      }
      return new Converted(
          result.wals().stream().map(WalSummary::withoutMoments).toList(),
          result.files(),
          result.moments(),
          wals.boundaries());
    }

    @Override
    public void rollback(String why) throws IOException {
      deleteImage(COPY_BULK_LOADS);
    }

    private Map<String, String> directories() {
      return request.tableNames().stream()
          .collect(
              Collectors.toMap(
                  TableName::getNameAsString, table -> layout.table(id(), table).toString()));
    }

    /** Fine enough for most, and coarse enough for the inventory. */
    private long step(List<WalFile> wals) {
      long began = wals.stream().mapToLong(WalFile::number).min().orElse(0);
      long seconds = Math.max(0, rolled().began() - began) / 1000;
      return Math.max(1, seconds / MOST_MOMENTS);
    }
  }

  @Override
  boolean foundNothing() {
    return foundNothing;
  }

  /** An empty image now and then lets HBase delete the WALs that are behind it. */
  private boolean isRecent() throws IOException {
    Instant newest = continuation().ancestors().get(0).started();
    return newest.plus(MOST_SKIPPED).isAfter(started());
  }

  private boolean isEmpty(WalSort.Result result) {
    return result.files().isEmpty()
        && request.dropped().isEmpty()
        && result.wals().stream().noneMatch(WalSummary::damaged)
        && IntervalWals.bulkLoads(result.wals(), request.tables()).isEmpty();
  }

  private final class CopyBulkLoads implements Step {
    @Override
    public String name() {
      return COPY_BULK_LOADS;
    }

    @Override
    public Object execute() throws IOException {
      List<CopyItem> items =
          IntervalWals.copies(
              bulkLoads(),
              environment.cluster().root(),
              table -> layout.table(id(), table),
              environment.conf());
      if (!items.isEmpty()) {
        phase(BackupSession.Phase.INCREMENTAL_COPY, 0);
        copy(COPY_BULK_LOADS, "bulk loads", items);
      }
      return Map.of("files", items.size());
    }

    @Override
    public void rollback(String why) {
      // The step before deletes the image.
    }
  }

  private List<BulkLoadedFile> bulkLoads() {
    return IntervalWals.bulkLoads(converted().wals(), request.tables());
  }

  /** Lets HBase delete bulk-loaded files once every root that continues their table has them. */
  private final class ForgetBulkLoads implements Step {
    @Override
    public String name() {
      return FORGET_BULK_LOADS;
    }

    @Override
    public Object execute() throws IOException {
      Set<String> names = new HashSet<>();
      List<BulkLoadedFile> loaded = bulkLoads();
      if (!loaded.isEmpty()) {
        List<Map<TableName, Map<String, Long>>> roots = boundariesOfRoots();
        for (BulkLoadedFile file : loaded) {
          if (isInEveryRoot(file, roots)) {
            names.add(file.name());
          }
        }
      }
      system.deleteBulkLoads(Set.copyOf(request.tableNames()), names);
      return Map.of("files", names.size());
    }

    @Override
    public void rollback(String why) {
      // Never begun before the image is published.
    }

    private List<Map<TableName, Map<String, Long>>> boundariesOfRoots() throws IOException {
      List<Map<TableName, Map<String, Long>>> boundaries = new ArrayList<>();
      for (String root : system.completeSessions().keySet()) {
        boundaries.add(system.boundaries(root));
      }
      return boundaries;
    }

    private static boolean isInEveryRoot(
        BulkLoadedFile file, List<Map<TableName, Map<String, Long>>> roots) {
      TableName table = TableName.valueOf(file.table());
      for (Map<TableName, Map<String, Long>> boundaries : roots) {
        Map<String, Long> servers = boundaries.get(table);
        if (servers != null && !WalFile.isBefore(file.wal(), servers)) {
          return false;
        }
      }
      return true;
    }
  }
}
