package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.backup.BackupSession;
import io.longshore.core.backup.BackupSystem;
import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.hfile.WrittenHFile;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageHistory;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.jobs.copy.CopyJob;
import io.longshore.jobs.merge.MergeImages;
import io.longshore.jobs.merge.MergeInput;
import io.longshore.jobs.merge.MergedFile;
import io.longshore.snapshot.hbase.ImageFiles;
import io.longshore.snapshot.hbase.ImageSnapshots;
import io.longshore.snapshot.hbase.ImageTables;
import io.longshore.snapshot.hbase.SnapshotContents;
import io.longshore.snapshot.hbase.SnapshotFile;
import io.longshore.snapshot.hbase.SnapshotWriter;
import io.longshore.snapshot.hbase.TableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;

/**
 * The steps of a merge: the new image is written beside its sources, and published; then the images
 * that continue them name it, and only then are the sources deleted. Until then every image can be
 * restored, whatever happens.
 */
final class ImageMerge {
  static final String MERGE = "merge";
  static final String PUBLISH = "publish";
  static final String RENAME_ANCESTORS = "rename-ancestors";
  static final String RECORD = "record";
  static final String RETIRE = "retire";

  private final Environment environment;
  private final Configuration conf;
  private final ImageLayout layout;
  private final MergeRequest request;
  private final Journal journal;
  private final LiveSession live;
  private final ImageStore images;

  ImageMerge(
      Environment environment,
      ImageLayout layout,
      MergeRequest request,
      Journal journal,
      LiveSession live)
      throws IOException {
    this.environment = environment;
    this.conf = environment.conf();
    this.layout = layout;
    this.request = request;
    this.journal = journal;
    this.live = live;
    this.images = ImageStore.at(layout, conf);
  }

  List<Step> steps() {
    return List.of(new Merge(), new Publish(), new RenameAncestors(), new Record(), new Retire());
  }

  private ImageId id() {
    return request.imageId();
  }

  private List<BackupImage> sources() throws IOException {
    List<BackupImage> sources = new ArrayList<>();
    for (ImageId source : request.sourceIds()) {
      sources.add(images.read(source));
    }
    return sources;
  }

  /** The full image that a table's chain begins with. */
  private ImageId full(BackupImage oldest, TableName table) {
    return request.full() ? oldest.id() : ImageChain.of(oldest, table).full().id();
  }

  /** The name of a table's snapshot in a full image, as stock names them. */
  private String snapshot(TableName table) {
    return BackupRequest.snapshot(id(), table);
  }

  private Path snapshotDirectory(TableName table) {
    return SnapshotWriter.completedDirectory(layout.table(id(), table), snapshot(table));
  }

  /** Where the store files of a full image's table lie by region. */
  private Path archive(TableName table) {
    return new Path(
        new Path(layout.table(id(), table), ImageLayout.ARCHIVE),
        HConstants.BASE_NAMESPACE_DIR
            + "/"
            + table.getNamespaceAsString()
            + "/"
            + table.getQualifierAsString());
  }

  /**
   * What became of the sources' files.
   *
   * @param merged files that were written
   * @param copied files that were copied as they are
   * @param mob files of MOB values, copied too
   */
  record Merged(
      @JsonProperty("merged") List<MergedFile> merged,
      @JsonProperty("copied") List<MergeImages.Copied> copied,
      @JsonProperty("mob") List<CopiedFile> mob) {}

  private final class Merge implements Step {
    @Override
    public String name() {
      return MERGE;
    }

    @Override
    public Object execute() throws IOException {
      // What an earlier run wrote is not known to be whole.
      delete();
      List<BackupImage> sources = sources();
      List<MergeInput> inputs = new ArrayList<>();
      Map<String, Checksum> checksums = checksums(sources);
      List<CopyItem> mob = new ArrayList<>();
      for (TableName table : sources.get(0).tables()) {
        inputs.add(input(table, sources));
        if (request.full()) {
          mob.addAll(mobFiles(table, sources.get(0).id(), checksums));
        }
      }
      MergeImages.Result result =
          new MergeImages(
                  inputs,
                  request.purge(),
                  mob,
                  checksums,
                  layout.scratch(id().toString()),
                  CopySettings.from(conf),
                  request.limits())
              .run(
                  environment.sparkOf(live),
                  conf,
                  new JournaledCopyLog(journal, MERGE),
                  environment.progressOf(live));
      return new Merged(result.merged(), result.copied(), result.besides());
    }

    @Override
    public void rollback(String why) throws IOException {
      delete();
    }

    private void delete() throws IOException {
      new CopyJob(
              null,
              conf,
              layout.scratch(id().toString()),
              CopySettings.from(conf),
              request.limits())
          .abort(new JournaledCopyLog(journal, MERGE));
      FileSystem fs = images.fileSystem();
      fs.delete(layout.image(id()), true);
      fs.delete(layout.scratch(id().toString()), true);
    }

    private MergeInput input(TableName table, List<BackupImage> sources) throws IOException {
      ImageFiles files = new ImageFiles(layout, conf);
      if (request.full()) {
        TableFiles all = files.chain(new ImageChain(table, sources));
        return new MergeInput(all, archive(table).toString(), true);
      }
      TableFiles full = new ImageSnapshots(layout, conf).table(full(sources.get(0), table), table);
      TableFiles increments = files.increments(table, full, sources, Map.of());
      return new MergeInput(increments, layout.table(id(), table).toString(), false);
    }

    private Map<String, Checksum> checksums(List<BackupImage> sources) throws IOException {
      Map<String, Checksum> checksums = new HashMap<>();
      for (BackupImage source : sources) {
        checksums.putAll(images.checksums(source.id()));
      }
      return checksums;
    }

    private List<CopyItem> mobFiles(TableName table, ImageId full, Map<String, Checksum> checksums)
        throws IOException {
      List<CopyItem> items = new ArrayList<>();
      Path archive = new Path(layout.table(id(), table), ImageLayout.ARCHIVE);
      for (SnapshotFile file : new ImageSnapshots(layout, conf).mobFiles(full, table)) {
        items.add(
            new CopyItem(
                file.places(),
                archive + "/" + file.path(),
                file.length(),
                List.of(),
                CopyItem.expected(file.places(), checksums)));
      }
      return items;
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
      List<BackupImage> sources = sources();
      Merged merged = journal.result(MERGE, Merged.class);
      List<ImageFile> files = files(merged);
      for (TableName table : sources.get(0).tables()) {
        files.addAll(
            request.full()
                ? writeSnapshot(table, sources, merged)
                : writeDescriptor(table, sources));
      }
      List<Optional<ImageHistory>> histories = new ArrayList<>();
      long settled = 0;
      for (BackupImage source : sources) {
        Optional<ImageHistory> history = images.inventory(source.id()).map(ImageInventory::history);
        histories.add(history);
        long known = history.map(ImageHistory::settled).orElse(0L);
        settled = Math.max(settled, known > 0 ? known : source.completed().toEpochMilli());
      }
      images.publish(
          image(sources),
          files,
          ImageHistory.merged(histories, settled, !request.full()),
          this::requireOurs);
      images.fileSystem().delete(layout.scratch(id().toString()), true);
      return Map.of();
    }

    @Override
    public void rollback(String why) throws IOException {
      if (images.isPublished(id())) {
        throw new IllegalStateException("a published image is not rolled back: " + id());
      }
    }

    private BackupImage image(List<BackupImage> sources) {
      BackupImage oldest = sources.get(0);
      return new BackupImage(
          id(),
          request.full() ? ImageType.FULL : ImageType.INCREMENTAL,
          oldest.tables(),
          Instant.ofEpochMilli(id().millis()),
          sources.get(sources.size() - 1).completed(),
          oldest.ancestors(),
          oldest.previousTimestamps());
    }

    private List<ImageFile> files(Merged merged) {
      List<ImageFile> files = new ArrayList<>();
      for (MergedFile each : merged.merged()) {
        WrittenHFile file = each.file();
        files.add(new ImageFile(inImage(file.path()), file.length(), file.checksum()));
      }
      merged.copied().forEach(each -> files.add(file(each.file())));
      merged.mob().forEach(each -> files.add(file(each)));
      return files;
    }

    private ImageFile file(CopiedFile file) {
      return new ImageFile(inImage(file.target()), file.length(), file.checksum());
    }

    private String inImage(String path) {
      return layout.inImage(id(), path);
    }

    private List<ImageFile> writeDescriptor(TableName table, List<BackupImage> sources)
        throws IOException {
      TableFiles full = new ImageSnapshots(layout, conf).table(full(sources.get(0), table), table);
      byte[] descriptor = new ImageFiles(layout, conf).descriptor(table, full, sources);
      return ImageTables.write(images, id(), TableFiles.parse(descriptor));
    }

    private List<ImageFile> writeSnapshot(TableName table, List<BackupImage> sources, Merged merged)
        throws IOException {
      ImageSnapshots snapshots = new ImageSnapshots(layout, conf);
      ImageId full = sources.get(0).id();
      SnapshotContents source = snapshots.read(full, table);
      byte[] descriptor =
          new ImageFiles(layout, conf)
              .descriptor(table, snapshots.table(full, table), sources.subList(1, sources.size()));
      Path directory = snapshotDirectory(table);
      images.fileSystem().delete(directory, true);
      SnapshotWriter.write(
          source,
          conf,
          images.fileSystem(),
          directory,
          snapshot(table),
          TableFiles.parse(descriptor),
          sources.get(sources.size() - 1).started().toEpochMilli(),
          storeFiles(table, merged));
      return images.filesIn(id(), directory);
    }

    private List<SnapshotWriter.NewFile> storeFiles(TableName table, Merged merged) {
      String name = table.getNameAsString();
      List<SnapshotWriter.NewFile> files = new ArrayList<>();
      for (MergedFile each : merged.merged()) {
        if (each.table().equals(name)) {
          files.add(
              new SnapshotWriter.NewFile(
                  each.region(),
                  each.family(),
                  new Path(each.file().path()).getName(),
                  each.file().length()));
        }
      }
      for (MergeImages.Copied each : merged.copied()) {
        if (each.table().equals(name)) {
          files.add(
              new SnapshotWriter.NewFile(
                  each.region(),
                  each.family(),
                  new Path(each.file().target()).getName(),
                  each.file().length()));
        }
      }
      return files;
    }

    private void requireOurs() {
      try {
        live.requireOurs();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Images that continue the sources continue the new one. */
  private final class RenameAncestors implements Step {
    @Override
    public String name() {
      return RENAME_ANCESTORS;
    }

    @Override
    public Object execute() throws IOException {
      Set<ImageId> sources = new HashSet<>(request.sourceIds());
      BackupImage merged = images.read(id());
      List<String> renamed = new ArrayList<>();
      for (BackupImage image : images.images()) {
        if (!sources.contains(image.id()) && image.needs(sources)) {
          images.rewrite(image.withMerged(sources, merged));
          renamed.add(image.id().toString());
        }
      }
      return Map.of("images", renamed);
    }

    @Override
    public void rollback(String why) {
      // Never begun before the image is published.
    }
  }

  /** In {@code backup:system} the new image takes the place of its newest source. */
  private final class Record implements Step {
    @Override
    public String name() {
      return RECORD;
    }

    @Override
    public Object execute() throws IOException {
      BackupSystem system = environment.cluster().backupSystem();
      List<ImageId> sources = request.sourceIds();
      Optional<BackupSession> newest = system.read(sources.get(sources.size() - 1));
      if (newest.isPresent()) {
        BackupImage image = images.read(id());
        Map<TableName, String> tables = new HashMap<>();
        image.tables().forEach(table -> tables.put(table, ""));
        system.write(
            BackupSession.begin(
                    id(), image.type(), layout.toString(), tables, image.started(), -1, -1)
                .complete(image.completed(), newest.get().boundaries()));
      }
      return Map.of();
    }

    @Override
    public void rollback(String why) {
      // Never begun before the image is published.
    }
  }

  private final class Retire implements Step {
    @Override
    public String name() {
      return RETIRE;
    }

    @Override
    public Object execute() throws IOException {
      new Restores(environment, layout).requireUnused(request.sourceIds());
      BackupSystem system = environment.cluster().backupSystem();
      for (ImageId source : request.sourceIds()) {
        system.delete(source);
        images.delete(source);
      }
      return Map.of();
    }

    @Override
    public void rollback(String why) {
      // Never begun before the image is published.
    }
  }
}
