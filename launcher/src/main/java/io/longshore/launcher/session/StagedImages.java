package io.longshore.launcher.session;

import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.HFileSummary;
import io.longshore.core.hfile.SequenceCut;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.PointInTime;
import io.longshore.jobs.copy.CopyJob;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.jobs.merge.MergeImages;
import io.longshore.jobs.merge.MergeInput;
import io.longshore.jobs.merge.Purge;
import io.longshore.jobs.sort.WalSort;
import io.longshore.jobs.sort.WalSummary;
import io.longshore.snapshot.hbase.ImageFiles;
import io.longshore.snapshot.hbase.ImageHFiles;
import io.longshore.snapshot.hbase.ImageSnapshots;
import io.longshore.snapshot.hbase.TableFiles;
import io.longshore.wal.hbase.BulkLoadedFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The files of incremental images where HBase keeps what is about to be bulk-loaded, which unlike
 * its scratch directory the master leaves be at its start. Those of an image of which only a part
 * is wanted are written anew, and what WALs behind the images hold beside them.
 */
final class StagedImages {
  private final Environment environment;
  private final ImageLayout layout;
  private final RestoreRequest request;
  private final Journal journal;
  private final LiveSession live;

  /** Of the tables that were looked at: each takes all their inventories. */
  private final Map<RestoreRequest.Mapping, Map<ImageId, SequenceCut>> cuts = new HashMap<>();

  StagedImages(
      Environment environment,
      ImageLayout layout,
      RestoreRequest request,
      Journal journal,
      LiveSession live) {
    this.environment = environment;
    this.layout = layout;
    this.request = request;
    this.journal = journal;
    this.live = live;
  }

  /** Brings an image's files of a table; those that are there are not brought again. */
  CopyReport stage(RestoreRequest.Mapping table, ImageId image) throws IOException {
    live.check();
    SequenceCut cut = cuts(table).get(image);
    return cut == null ? copy(table, image) : cut(table, image, cut);
  }

  /**
   * Brings what was written behind the newest images, up to the moment that is asked for. Writes
   * into all tables at once, or nothing.
   */
  void stageWals() throws IOException {
    Path target = wals();
    if (isWhole(target)) {
      return;
    }
    List<TableName> tables = request.tables().stream().map(RestoreRequest.Mapping::source).toList();
    Continuation continuation = continuation(environment, layout, tables, request.toTime());
    for (RestoreRequest.Mapping table : request.tables()) {
      ImageId newest = continuation.newest(table.source());
      if (!newest.equals(table.newest())) {
        throw Errors.chainWentOn(table.from(), newest.toString());
      }
    }
    IntervalWals wals =
        IntervalWals.of(environment, continuation, ImageBackup.Rolled.now(environment, layout));
    Map<String, String> directories = new HashMap<>();
    for (TableName table : tables) {
      directories.put(table.getNameAsString(), new Path(target, name(table)).toString());
    }
    WalSort.Result sorted =
        new WalSort(
                wals.inputs(),
                continuation.stores(table -> continuation.full(table).descriptor()),
                directories,
                environment.cluster().root().toString(),
                0,
                request.toTime() + 1,
                false,
                1,
                request.limits())
            .run(environment.sparkOf(live), environment.conf(), environment.progressOf(live));
    List<BulkLoadedFile> loaded = IntervalWals.bulkLoads(sorted.wals(), directories.keySet());
    requireKnownFamilies(sorted, loaded, continuation);
    CopyReport copied =
        copyJob()
            .run(
                "bulk loads",
                IntervalWals.copies(
                    loaded,
                    environment.cluster().root(),
                    table -> new Path(target, name(table)),
                    environment.conf()),
                log(),
                environment.progressOf(live));
    Set<String> written = new HashSet<>();
    sorted.files().forEach(file -> written.add(file.file().path()));
    copied.files().forEach(file -> written.add(file.target()));
    end(target, written);
  }

  /** A table is restored with the families of its full image. */
  private void requireKnownFamilies(
      WalSort.Result sorted, List<BulkLoadedFile> loaded, Continuation continuation)
      throws IOException {
    boolean unknown =
        sorted.wals().stream()
            .anyMatch(wal -> wal.skipped().containsKey(WalSummary.OTHER_FAMILIES));
    for (BulkLoadedFile file : loaded) {
      TableDescriptor full = continuation.full(TableName.valueOf(file.table())).descriptor();
      unknown |= !full.hasColumnFamily(Bytes.toBytes(file.family()));
    }
    if (unknown) {
      throw uncovered(
          environment,
          layout,
          request.tables().get(0).source(),
          request.toTime(),
          "column families were added since the full image.");
    }
  }

  /**
   * What continues the newest images of tables.
   *
   * @throws io.longshore.core.error.LongshoreException if nothing does: with the moments that
   *     images cover
   */
  static Continuation continuation(
      Environment environment, ImageLayout layout, List<TableName> tables, long moment)
      throws IOException {
    try {
      Continuation continuation = Continuation.of(environment, layout, tables, Optional.empty());
      continuation.requireSameTablesAt(moment);
      return continuation;
    } catch (LongshoreException e) {
      if (e.code() != ErrorCode.BROKEN_CHAIN) {
        throw e;
      }
      throw uncovered(environment, layout, tables.get(0), moment, e.getMessage());
    }
  }

  private static LongshoreException uncovered(
      Environment environment, ImageLayout layout, TableName table, long moment, String why)
      throws IOException {
    ImageStore images = ImageStore.at(layout, environment.conf());
    return Errors.momentBehindImages(
        table.getNameAsString(),
        Instant.ofEpochMilli(moment).toString(),
        why,
        PointInTime.covered(images, images.images(), table));
  }

  /** Brings them where they are missing, and says what is to be loaded. */
  List<LoadPlan.File> toLoad(RestoreRequest.Mapping table, ImageId image) throws IOException {
    stage(table, image);
    return toLoad(directory(table, image));
  }

  /** What is to be loaded out of WALs. */
  List<LoadPlan.File> walsToLoad(RestoreRequest.Mapping table) throws IOException {
    stageWals();
    return toLoad(new Path(wals(), name(table.source())));
  }

  private List<LoadPlan.File> toLoad(Path directory) throws IOException {
    List<LoadPlan.File> files = new ArrayList<>();
    FileSystem fs = TargetStore.rawFileSystem(directory, environment.conf());
    for (ImageHFiles.File file : ImageHFiles.in(directory, environment.conf())) {
      files.add(
          new LoadPlan.File(
              file.place(),
              file.family(),
              HFileSummary.read(fs, file.place(), environment.conf())));
    }
    return files;
  }

  void delete() throws IOException {
    TargetStore.rawFileSystem(directory(), environment.conf()).delete(directory(), true);
  }

  private Path directory() throws IOException {
    return new Path(
        new Path(environment.cluster().root(), HConstants.BULKLOAD_STAGING_DIR_NAME),
        "longshore-" + request.session());
  }

  private Path directory(RestoreRequest.Mapping table, ImageId image) throws IOException {
    return new Path(directory(), request.tables().indexOf(table) + "/" + image);
  }

  private Path wals() throws IOException {
    return new Path(directory(), "wals");
  }

  /** A directory's name for a table: that of a namespace must not look like a family's. */
  private static String name(TableName table) {
    return table.getNameAsString().replace(TableName.NAMESPACE_DELIM, ',');
  }

  private Map<ImageId, SequenceCut> cuts(RestoreRequest.Mapping table) throws IOException {
    if (request.toTime() == 0) {
      return Map.of();
    }
    Map<ImageId, SequenceCut> known = cuts.get(table);
    if (known == null) {
      known = findCuts(table);
      cuts.put(table, known);
    }
    return known;
  }

  private Map<ImageId, SequenceCut> findCuts(RestoreRequest.Mapping table) throws IOException {
    ImageStore images = ImageStore.at(layout, environment.conf());
    List<BackupImage> chain = new ArrayList<>(List.of(images.read(request.full(table))));
    for (String id : table.incrementals()) {
      chain.add(images.read(ImageId.parse(id)));
    }
    return PointInTime.of(images, new ImageChain(table.source(), chain), request.toTime()).cuts();
  }

  private CopyReport copy(RestoreRequest.Mapping table, ImageId image) throws IOException {
    List<CopyItem> items = new ArrayList<>();
    for (ImageHFiles.File file :
        new ImageHFiles(layout, environment.conf()).of(image, table.source())) {
      items.add(
          new CopyItem(
              List.of(file.place().toString()),
              new Path(directory(table, image), file.path()).toString(),
              file.length(),
              List.of(),
              file.checksum()));
    }
    return copyJob().run("stage", items, log(), environment.progressOf(live));
  }

  private CopyJob copyJob() throws IOException {
    return new CopyJob(
        environment.sparkOf(live),
        environment.conf(),
        new Path(directory(), ".tmp"),
        CopySettings.from(environment.conf()),
        request.limits());
  }

  /**
   * Its rows are apart from each other's in each family, so that it does not matter which of its
   * files are loaded first, or were already.
   */
  private CopyReport cut(RestoreRequest.Mapping table, ImageId image, SequenceCut cut)
      throws IOException {
    Path target = directory(table, image);
    if (isWhole(target)) {
      return CopyReport.NOTHING;
    }
    ImageStore images = ImageStore.at(layout, environment.conf());
    TableFiles full =
        new ImageSnapshots(layout, environment.conf()).table(request.full(table), table.source());
    TableFiles wanted =
        new ImageFiles(layout, environment.conf())
            .increments(table.source(), full, List.of(images.read(image)), Map.of(image, cut));
    MergeImages.Result merged =
        new MergeImages(
                List.of(new MergeInput(wanted, target.toString(), false)),
                Purge.NOTHING,
                List.of(),
                Map.of(),
                new Path(directory(), ".tmp"),
                CopySettings.from(environment.conf()),
                request.limits())
            .run(
                environment.sparkOf(live), environment.conf(), log(), environment.progressOf(live));
    Set<String> written = new HashSet<>();
    merged.merged().forEach(file -> written.add(file.file().path()));
    end(target, written);
    return CopyReport.NOTHING;
  }

  /** Whether all that belongs into a directory was written; what was not is deleted. */
  private boolean isWhole(Path target) throws IOException {
    FileSystem fs = TargetStore.rawFileSystem(target, environment.conf());
    if (fs.exists(mark(target))) {
      return true;
    }
    fs.delete(target, true);
    return false;
  }

  /** Deletes what attempts that did not come to their end left, and says that the rest is whole. */
  private void end(Path target, Set<String> written) throws IOException {
    FileSystem fs = TargetStore.rawFileSystem(target, environment.conf());
    Set<Path> known = new HashSet<>();
    written.forEach(file -> known.add(fs.makeQualified(new Path(file))));
    for (ImageHFiles.File file : ImageHFiles.in(target, environment.conf())) {
      if (!known.contains(fs.makeQualified(file.place()))) {
        fs.delete(file.place(), false);
      }
    }
    fs.create(mark(target), true).close();
  }

  private static Path mark(Path target) {
    return target.suffix(".whole");
  }

  private JournaledCopyLog log() {
    return new JournaledCopyLog(journal, ImageRestore.COPY_FILES);
  }
}
