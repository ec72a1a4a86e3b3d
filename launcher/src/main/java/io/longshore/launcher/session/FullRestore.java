package io.longshore.launcher.session;

import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.jobs.RestoreImage;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.jobs.copy.ProgressListener;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.launcher.hbase.ImageSnapshots;
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
import org.apache.spark.sql.SparkSession;

/**
 * The steps of a restore of a full image: its snapshots go back into the cluster's root, the
 * manifests first so that no cleaner takes the files, and are cloned. Nothing else keeps splits,
 * references, links, MOB and sequence ids as they were.
 */
final class FullRestore {
  static final String STAGE_MANIFESTS = "stage-manifests";
  static final String COPY_FILES = "copy-files";
  static final String SET_ASIDE = "set-aside";
  static final String CLONE_TABLES = "clone-tables";
  static final String CLEAN_UP = "clean-up";

  private final Environment environment;
  private final ImageLayout layout;
  private final RestoreRequest request;
  private final Journal journal;
  private final LiveSession live;
  private final ClusterOperations operations;

  FullRestore(
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
  }

  List<Step> steps() {
    return List.of(
        new StageManifests(), new CopyFiles(), new SetAside(), new CloneTables(), new CleanUp());
  }

  private FileSystem clusterFileSystem() throws IOException {
    return TargetStore.rawFileSystem(environment.cluster().root(), environment.conf());
  }

  /** Where HBase keeps what is not finished; its master empties it at start. */
  private Path scratch() throws IOException {
    return new Path(environment.cluster().root(), ".tmp/longshore-" + request.session());
  }

  private SnapshotContents snapshot(RestoreRequest.Mapping table) throws IOException {
    return new ImageSnapshots(layout, environment.conf()).read(request.imageId(), table.source());
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
      SparkSession spark = environment.spark().get();
      live.onCancel(() -> spark.sparkContext().cancelAllJobs());
      live.check();
      CopyReport report =
          job()
              .run(
                  spark,
                  environment.conf(),
                  new JournaledCopyLog(journal, COPY_FILES),
                  this::report);
      return Map.of(
          "files", report.files().size(),
          "bytes", report.bytes(),
          "bytesMoved", report.bytesMoved(),
          "milliseconds", report.took().toMillis());
    }

    @Override
    public void rollback(String why) throws IOException {
      // What came into the archive is named by nothing any more; HBase's cleaner takes it.
      clusterFileSystem().delete(scratch(), true);
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
      Optional<ImageInventory> inventory = images.inventory(request.imageId());
      Map<String, Checksum> checksums = new HashMap<>();
      if (inventory.isPresent()) {
        Path image = images.fileSystem().makeQualified(layout.image(request.imageId()));
        for (ImageFile file : inventory.get().files()) {
          checksums.put(new Path(image, file.path()).toString(), file.checksum());
        }
      }
      return checksums;
    }

    private void report(ProgressListener.Progress progress) {
      live.report(progress);
      environment.progress().onProgress(progress);
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
        operations.deleteSnapshot(request.before(table));
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

  private final class CleanUp implements Step {
    @Override
    public String name() {
      return CLEAN_UP;
    }

    @Override
    public Object execute() throws IOException {
      for (RestoreRequest.Mapping table : request.tables()) {
        operations.deleteSnapshot(request.staged(table));
        operations.deleteSnapshot(request.before(table));
      }
      clusterFileSystem().delete(scratch(), true);
      return Map.of();
    }

    @Override
    public void rollback(String why) {
      // Never begun before every table is there.
    }
  }
}
