package io.longshore.launcher.session;

import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.PointInTime;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.snapshot.hbase.ImageHFiles;
import io.longshore.snapshot.hbase.ImageSnapshots;
import io.longshore.snapshot.hbase.SnapshotContents;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.CoprocessorDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;

/** Begins restores, and goes on with those that were cut off. */
public final class Restores {
  private static final String OF_HBASE = "org.apache.hadoop.hbase.";

  private final Environment environment;
  private final ImageLayout layout;
  private final SessionKinds kinds;
  private final ClusterOperations operations;

  public Restores(Environment environment, ImageLayout layout) {
    this.environment = environment;
    this.layout = layout;
    this.kinds = new SessionKinds(environment, layout);
    this.operations = new ClusterOperations(environment.cluster());
  }

  /**
   * What a restore reads and writes.
   *
   * @param bytes to copy at most
   */
  public record Plan(RestoreRequest request, List<TablePlan> tables, long bytes) {}

  /**
   * One table of a plan.
   *
   * @param reached up to which moment, where one was asked for; else null
   */
  public record TablePlan(
      String from,
      String to,
      int images,
      int regions,
      long files,
      long bytes,
      boolean replaces,
      Instant reached) {}

  /**
   * Checks that an image can be restored as asked, and says what that means. Changes nothing.
   *
   * @param template what is asked for; where it names no tables, all of the image's are meant
   */
  public Plan plan(RestoreRequest template) throws IOException {
    ImageStore images = ImageStore.at(layout, environment.conf());
    RestoreRequest request =
        template.toTime() == 0
            ? withTables(template, images.read(template.imageId()))
            : atMoment(template, images);
    List<TablePlan> tables = new ArrayList<>();
    for (RestoreRequest.Mapping table : request.tables()) {
      SnapshotContents snapshot =
          new ImageSnapshots(layout, environment.conf()).read(request.full(table), table.source());
      Optional<TableDescriptor> former = operations.descriptor(table.target());
      boolean there = former.isPresent();
      if (there && !request.overwrite()) {
        throw Errors.tableExists(table.to());
      }
      if (there) {
        // It is set aside in a snapshot, from which a rollback brings it back.
        operations.requireOwnMobFiles(
            former.get(),
            " Or drop the table first: then a failed restore does not bring it back.");
      }
      requireCoprocessors(request, snapshot.descriptor());
      long files = snapshot.files().size();
      long bytes = snapshot.bytes();
      for (String incremental : table.incrementals()) {
        for (ImageHFiles.File file :
            new ImageHFiles(layout, environment.conf())
                .of(ImageId.parse(incremental), table.source())) {
          files++;
          bytes += file.length();
        }
      }
      tables.add(
          new TablePlan(
              table.from(),
              table.to(),
              1 + table.incrementals().size(),
              snapshot.regions().size(),
              files,
              bytes,
              there,
              request.toTime() == 0 ? null : Instant.ofEpochMilli(request.toTime())));
    }
    return new Plan(request, tables, tables.stream().mapToLong(TablePlan::bytes).sum());
  }

  /** Restores as planned. */
  public String run(Plan plan, Session.OnFailure onFailure) throws IOException {
    refuseSecondRestore(plan.request());
    Journal journal =
        Journal.begin(layout, plan.request().session(), environment.conf(), plan.request());
    run(journal, onFailure);
    return journal.id();
  }

  /** Goes on with the restore from this root that was cut off. */
  public RestoreRequest resume(Session.OnFailure onFailure) throws IOException {
    List<Journal> unfinished = unfinished();
    if (!unfinished.isEmpty()) {
      Journal journal = unfinished.get(unfinished.size() - 1);
      if (kinds.isAlive(journal.id())) {
        throw Errors.sessionActive(journal.id());
      }
      environment.notices().accept("Going on with " + journal.id() + ".");
      run(journal, onFailure);
      return journal.request(RestoreRequest.class);
    }
    throw Errors.sessionNotFound(
        "No restore from " + layout + " was cut off, so there is nothing to go on with.",
        "Run `longshore restore " + layout + " ID` to begin one.");
  }

  private void run(Journal journal, Session.OnFailure onFailure) throws IOException {
    try (SessionKinds.Open open = kinds.open(journal)) {
      environment.running().accept(open.live());
      try {
        open.session().run(onFailure);
      } finally {
        environment.running().accept(null);
      }
    }
  }

  /** Two restores into one table would each drop what the other made. */
  private void refuseSecondRestore(RestoreRequest request) throws IOException {
    Set<String> targets = targets(request);
    for (Journal journal : unfinished()) {
      Set<String> others = targets(journal.request(RestoreRequest.class));
      others.retainAll(targets);
      if (!others.isEmpty()) {
        throw Errors.sessionActive(journal.id() + ", which restores " + String.join(", ", others));
      }
    }
  }

  /**
   * @throws io.longshore.core.error.LongshoreException if a restore that has not ended reads one of
   *     the images
   */
  void requireUnused(Collection<ImageId> images) throws IOException {
    for (Journal journal : unfinished()) {
      Set<ImageId> used = journal.request(RestoreRequest.class).images();
      used.retainAll(images);
      if (!used.isEmpty()) {
        throw Errors.sessionActive(
            journal.id() + ", which restores from " + used.iterator().next());
      }
    }
  }

  /** Restores from this root that have not ended, oldest first. */
  private List<Journal> unfinished() throws IOException {
    return Journals.unfinished(layout, environment.conf()).stream()
        .filter(journal -> SessionKinds.isRestore(journal.id()))
        .toList();
  }

  private static Set<String> targets(RestoreRequest request) {
    Set<String> names = new TreeSet<>();
    request.tables().forEach(table -> names.add(table.to()));
    return names;
  }

  private RestoreRequest withTables(RestoreRequest template, BackupImage image) throws IOException {
    List<RestoreRequest.Mapping> tables = template.tables();
    if (tables.isEmpty()) {
      tables =
          image.tables().stream()
              .map(TableName::getNameAsString)
              .map(name -> new RestoreRequest.Mapping(name, name))
              .toList();
    }
    for (RestoreRequest.Mapping table : tables) {
      if (!image.tables().contains(table.source())) {
        throw Errors.tableNotInImage(
            table.from(),
            image.id().toString(),
            String.join(" ", image.tables().stream().map(TableName::getNameAsString).toList()));
      }
    }
    List<RestoreRequest.Mapping> chained = new ArrayList<>();
    ImageStore images = ImageStore.at(layout, environment.conf());
    for (RestoreRequest.Mapping table : tables) {
      ImageChain chain = ImageChain.of(image, table.source());
      images.requireWhole(chain);
      chained.add(table.along(chain));
    }
    return planned(template, template.image(), false, chained);
  }

  /**
   * The images of which the tables at a moment are made, and WALs where the moment is later. All
   * tables come to the same moment.
   */
  private RestoreRequest atMoment(RestoreRequest template, ImageStore images) throws IOException {
    long moment = template.toTime();
    if (moment > System.currentTimeMillis()) {
      throw Errors.invalidArgument(
          "The moment " + Instant.ofEpochMilli(moment) + " has not come yet.",
          "Name one that is past.");
    }
    List<BackupImage> all = images.images();
    List<RestoreRequest.Mapping> chained = new ArrayList<>();
    List<TableName> behind = new ArrayList<>();
    long reached = moment;
    for (RestoreRequest.Mapping table : template.tables()) {
      Optional<ImageChain> before = PointInTime.before(images, all, table.source(), moment);
      PointInTime found =
          before.isPresent()
              ? PointInTime.of(images, before.get(), reached)
              : PointInTime.of(images, all, table.source(), reached);
      images.requireWhole(found.chain());
      if (before.isPresent()) {
        behind.add(table.source());
      }
      chained.add(table.along(found.chain()));
      if (found.reached() < reached) {
        // What the tables before have come to is one of their own steps' ends: again with this.
        return atMoment(template.to(found.reached()), images);
      }
    }
    if (!behind.isEmpty()) {
      if (behind.size() < chained.size()) {
        throw Errors.invalidArgument(
            "The moment lies behind the newest image of some of the tables only: " + behind + ".",
            "Restore these, and then the others.");
      }
      // Says why, if the WALs that continue the images are not this cluster's, or gone.
      StagedImages.continuation(environment, layout, behind, moment);
    }
    String newest =
        chained.stream()
            .map(table -> table.newest().toString())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return planned(template, newest, !behind.isEmpty(), chained);
  }

  private static RestoreRequest planned(
      RestoreRequest template, String image, boolean wals, List<RestoreRequest.Mapping> chained) {
    return new RestoreRequest(
        RestoreRequest.KIND,
        RestoreRequest.KIND + "_" + System.currentTimeMillis(),
        image,
        template.toTime(),
        wals,
        chained,
        template.overwrite(),
        template.restoreAcl(),
        template.dropCoprocessors(),
        template.workers(),
        template.bandwidth(),
        template.totalBandwidth());
  }

  /** HBase's own are everywhere; others must be in use here already, or dropped. */
  private void requireCoprocessors(RestoreRequest request, TableDescriptor table)
      throws IOException {
    if (request.dropCoprocessors() || table.getCoprocessorDescriptors().isEmpty()) {
      return;
    }
    Set<String> known = new TreeSet<>();
    for (TableDescriptor each : operations.descriptors()) {
      each.getCoprocessorDescriptors().forEach(one -> known.add(one.getClassName()));
    }
    List<String> unknown =
        table.getCoprocessorDescriptors().stream()
            .map(CoprocessorDescriptor::getClassName)
            .filter(name -> !name.startsWith(OF_HBASE) && !known.contains(name))
            .toList();
    if (!unknown.isEmpty()) {
      throw Errors.coprocessorUnknown(
          table.getTableName().getNameAsString(), String.join(", ", unknown));
    }
  }
}
