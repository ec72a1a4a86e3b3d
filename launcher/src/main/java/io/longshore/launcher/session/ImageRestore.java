package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.jobs.RestoreImage;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.snapshot.hbase.ImageSnapshots;
import io.longshore.snapshot.hbase.SnapshotContents;
import io.longshore.snapshot.hbase.SnapshotFiles;
import io.longshore.snapshot.hbase.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.client.TableDescriptor;

/**
 * The steps of a restore. The snapshots of the full image go back into the cluster's root, the
 * manifests first so that no cleaner takes the files, and are cloned: nothing else keeps splits,
 * references, links, MOB and sequence ids as they were. The files of the incremental images after
 * it are copied to where HBase stages bulk loads, and loaded image by image.
 */
final class ImageRestore {
  static final String STAGE_MANIFESTS = "stage-manifests";
  static final String COPY_FILES = "copy-files";
  static final String SET_ASIDE = "set-aside";
  static final String CLONE_TABLES = "clone-tables";
  static final String LOAD_IMAGES = "load-images";
  static final String CLEAN_UP = "clean-up";

  private final Environment environment;
  private final ImageLayout layout;
  private final RestoreRequest request;
  private final Journal journal;
  private final LiveSession live;
  private final ClusterOperations operations;
  private final StagedImages staged;
  private final CloneSources cloneSources;

  ImageRestore(
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
    this.operations = new ClusterOperations(environment.cluster());
    this.staged = new StagedImages(environment, layout, request, journal, live);
    this.cloneSources = new CloneSources(environment, live);
  }

  List<Step> steps() {
    return List.of(
        new StageManifests(),
        new CopyFiles(),
        new SetAside(),
        new CloneTables(),
        new LoadImages(),
        new CleanUp());
  }

  private FileSystem clusterFileSystem() throws IOException {
    return TargetStore.rawFileSystem(environment.cluster().root(), environment.conf());
  }

  /** Where HBase keeps what is not finished; its master empties it at start. */
  private Path scratch() throws IOException {
    return new Path(environment.cluster().root(), ".tmp/longshore-" + request.session());
  }

  private SnapshotContents snapshot(RestoreRequest.Mapping table) throws IOException {
    return new ImageSnapshots(layout, environment.conf()).read(request.full(table), table.source());
  }

  private SnapshotContents inCluster(String name) throws IOException {
    return new SnapshotFiles(environment.cluster().root(), environment.conf()).read(name);
  }

  private final class StageManifests implements Step {
    @Override
    public String name() {
      return STAGE_MANIFESTS;
    }

    @Override
    public Object execute() throws IOException {
      FileSystem fs = clusterFileSystem();
      for (RestoreRequest.Mapping table : request.tables()) {
        Path staged = directory(table);
        if (fs.exists(staged)) {
          continue;
        }
        SnapshotContents source = snapshot(table);
        Path aside = new Path(scratch(), request.staged(table));
        fs.delete(aside, true);
        // The image's copy never expires: its time to live was that of the files it named.
        SnapshotWriter.write(
            source,
            environment.conf(),
            fs,
            aside,
            request.staged(table),
            false,
            descriptor(source));
        fs.mkdirs(staged.getParent());
        if (!fs.rename(aside, staged)) {
          throw new IOException("Cannot rename " + aside + " to " + staged);
        }
      }
      return Map.of();
    }

    @Override
    public void rollback(String why) throws IOException {
      FileSystem fs = clusterFileSystem();
      for (RestoreRequest.Mapping table : request.tables()) {
        fs.delete(directory(table), true);
      }
      fs.delete(scratch(), true);
    }

    private Path directory(RestoreRequest.Mapping table) throws IOException {
      return SnapshotWriter.completedDirectory(environment.cluster().root(), request.staged(table));
    }

    private Optional<TableDescriptor> descriptor(SnapshotContents source) {
      return request.dropCoprocessors()
              && !source.descriptor().getCoprocessorDescriptors().isEmpty()
          ? Optional.of(ImageSnapshots.withoutCoprocessors(source.descriptor()))
          : Optional.empty();
    }
  }

  private final class CopyFiles implements Step {
    @Override
    public String name() {
      return COPY_FILES;
    }

    @Override
    public Object execute() throws IOException {
      CopyReport report =
          job()
              .run(
                  environment.sparkOf(live),
                  environment.conf(),
                  new JournaledCopyLog(journal, COPY_FILES),
                  environment.progressOf(live));
      long files = report.files().size();
      long bytes = report.bytes();
      long bytesMoved = report.bytesMoved();
      for (RestoreRequest.Mapping table : request.tables()) {
        for (String image : table.incrementals()) {
          CopyReport copied = staged.stage(table, ImageId.parse(image));
          files += copied.files().size();
          bytes += copied.bytes();
          bytesMoved += copied.bytesMoved();
        }
      }
      if (request.wals()) {
        staged.stageWals();
      }
      return Map.of(
          "files", files,
          "bytes", bytes,
          "bytesMoved", bytesMoved,
          "milliseconds", report.took().toMillis());
    }

    @Override
    public void rollback(String why) throws IOException {
      // What came into the archive is named by nothing any more; HBase's cleaner takes it.
      clusterFileSystem().delete(scratch(), true);
      staged.delete();
    }

    private RestoreImage job() throws IOException {
      ArrayList<SnapshotContents> snapshots = new ArrayList<>();
      for (RestoreRequest.Mapping table : request.tables()) {
        snapshots.add(snapshot(table));
      }
      return new RestoreImage(
          snapshots,
          checksums(),
          environment.cluster().root(),
          scratch(),
          CopySettings.from(environment.conf()),
          request.limits());
    }

    private Map<String, Checksum> checksums() throws IOException {
      ImageStore images = ImageStore.at(layout, environment.conf());
      Map<String, Checksum> checksums = new HashMap<>();
      for (RestoreRequest.Mapping table : request.tables()) {
        checksums.putAll(images.checksums(request.full(table)));
      }
      return checksums;
    }
  }

  /** Tables that are replaced are kept as snapshots until their successors are there. */
  private final class SetAside implements Step {
    @Override
    public String name() {
      return SET_ASIDE;
    }

    @Override
    public Object execute() throws IOException {
      for (RestoreRequest.Mapping table : request.tables()) {
        boolean kept = operations.hasSnapshot(request.before(table));
        boolean present = operations.descriptor(table.target()).isPresent();
        if (present && !request.overwrite()) {
          throw Errors.tableExists(table.to());
        }
        if (present && !kept) {
          operations.takeSnapshot(request.before(table), table.target());
        } else if (present && !isTheOldTable(table)) {
          throw Errors.tableExists(table.to());
        }
        operations.dropTable(table.target());
      }
      return Map.of();
    }

    @Override
    public void rollback(String why) throws IOException {
      for (RestoreRequest.Mapping table : request.tables()) {
        if (!operations.hasSnapshot(request.before(table))) {
          continue;
        }
        if (operations.descriptor(table.target()).isEmpty()) {
          operations.cloneSnapshot(request.before(table), table.target(), false);
        } else if (!isTheOldTable(table)) {
          environment
              .notices()
              .accept(
                  "Somebody made table "
                      + table.to()
                      + " anew meanwhile. What it was before is"
                      + " kept as snapshot "
                      + request.before(table)
                      + ".");
          continue;
        }
        cloneSources.release(request.before(table), table.target());
      }
    }

    private boolean isTheOldTable(RestoreRequest.Mapping table) throws IOException {
      return operations.hasRegionsOf(inCluster(request.before(table)), table.target());
    }
  }

  private final class CloneTables implements Step {
    @Override
    public String name() {
      return CLONE_TABLES;
    }

    @Override
    public Object execute() throws IOException {
      for (RestoreRequest.Mapping table : request.tables()) {
        live.check();
        // The master goes on with a clone whose client died.
        boolean begun = operations.descriptor(table.target()).isPresent();
        if (begun && !isOurs(table)) {
          throw Errors.tableExists(table.to());
        }
        if (!begun || !operations.awaitTable(table.target())) {
          operations.cloneSnapshot(request.staged(table), table.target(), request.restoreAcl());
        }
      }
      return Map.of();
    }

    @Override
    public void rollback(String why) throws IOException {
      for (RestoreRequest.Mapping table : request.tables()) {
        if (operations.descriptor(table.target()).isPresent() && isOurs(table)) {
          operations.dropTable(table.target());
        }
      }
    }

    private boolean isOurs(RestoreRequest.Mapping table) throws IOException {
      return operations.hasRegionsOf(inCluster(request.staged(table)), table.target());
    }
  }

  /** What is loaded already of a table. */
  record Loaded(@JsonProperty("table") String table, @JsonProperty("image") String image) {}

  private final class LoadImages implements Step {
    @Override
    public String name() {
      return LOAD_IMAGES;
    }

    @Override
    public Object execute() throws IOException {
      List<Loaded> before = journal.progress(LOAD_IMAGES, Loaded.class);
      int loads = 0;
      for (RestoreRequest.Mapping table : request.tables()) {
        for (String image : table.incrementals()) {
          Loaded loaded = new Loaded(table.to(), image);
          if (!before.contains(loaded)) {
            loads += load(table, staged.toLoad(table, ImageId.parse(image)));
            journal.append(LOAD_IMAGES, JournalEntry.State.PROGRESS, loaded);
          }
        }
        if (request.wals()) {
          loads += load(table, staged.walsToLoad(table));
        }
      }
      return Map.of("loads", loads);
    }

    @Override
    public void rollback(String why) {
      // The tables go with what was loaded into them.
    }

    /** Again from the beginning after a crash: what is loaded twice is loaded in the same order. */
    private int load(RestoreRequest.Mapping table, List<LoadPlan.File> files) throws IOException {
      LoadPlan plan = LoadPlan.of(files, operations.startKeys(table.target()));
      for (Map<String, List<Path>> load : plan.loads()) {
        live.check();
        operations.bulkLoad(table.target(), load);
      }
      return plan.loads().size();
    }
  }

  private final class CleanUp implements Step {
    @Override
    public String name() {
      return CLEAN_UP;
    }

    @Override
    public Object execute() throws IOException {
      for (RestoreRequest.Mapping table : request.tables()) {
        cloneSources.release(request.staged(table), table.target());
        operations.deleteSnapshot(request.before(table));
      }
      clusterFileSystem().delete(scratch(), true);
      staged.delete();
      return Map.of();
    }

    @Override
    public void rollback(String why) {
      // Never begun before every table is there.
    }
  }
}
