package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.backup.BackupSession;
import io.longshore.core.backup.BackupSystem;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ConsumedWal;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.launcher.hbase.WalPin;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.hbase.TableName;

/**
 * The steps of deleting images. What was begun is ended: an image of which a part is gone is of no
 * use to anybody.
 *
 * <p>Where the newest image of a table goes, the table's next incremental image has to begin where
 * the one before it ended. That it can where every WAL of the interval is still there; otherwise
 * nothing is changed, by which the next backup sees that it cannot continue.
 */
final class ImageDelete {
  static final String PROTECT_WALS = "protect-wals";
  static final String BOUNDARIES = "boundaries";
  static final String DELETE = "delete";
  static final String PRUNE = "prune";
  static final String RELEASE_WALS = "release-wals";

  private final Environment environment;
  private final ImageLayout layout;
  private final DeleteRequest request;
  private final ImageStore images;
  private final BackupSystem system;

  ImageDelete(Environment environment, ImageLayout layout, DeleteRequest request)
      throws IOException {
    this.environment = environment;
    this.layout = layout;
    this.request = request;
    this.images = ImageStore.at(layout, environment.conf());
    this.system = environment.cluster().backupSystem();
  }

  List<Step> steps() {
    return List.of(
        new ProtectWals(), new Boundaries(), new Delete(), new Prune(), new ReleaseWals());
  }

  private WalPin pin() throws IOException {
    List<TableName> tables = List.copyOf(system.boundaries(layout.toString()).keySet());
    return new WalPin(system, layout, request.imageIds().get(0), tables);
  }

  /** Those that stay. */
  private List<BackupImage> staying() throws IOException {
    Set<ImageId> gone = new HashSet<>(request.imageIds());
    return images.images().stream().filter(image -> !gone.contains(image.id())).toList();
  }

  /** Until the rows of the images are gone, they say which WALs are not needed. */
  private final class ProtectWals implements Step {
    @Override
    public String name() {
      return PROTECT_WALS;
    }

    @Override
    public Object execute() throws IOException {
      if (!system.boundaries(layout.toString()).isEmpty()) {
        pin().protect(new ClusterOperations(environment.cluster()).liveServers());
      }
      return Map.of();
    }

    @Override
    public void rollback(String why) {
      // What was begun is ended.
    }
  }

  /**
   * Tables whose newest image goes.
   *
   * @param continued those whose next image begins where the one before it ended
   * @param interrupted those that need a full image
   */
  record Reset(
      @JsonProperty("continued") List<String> continued,
      @JsonProperty("interrupted") List<String> interrupted) {}

  private final class Boundaries implements Step {
    @Override
    public String name() {
      return BOUNDARIES;
    }

    @Override
    public Object execute() throws IOException {
      String root = layout.toString();
      List<BackupImage> all = images.images();
      List<BackupImage> staying = staying();
      Map<TableName, Map<String, Long>> recorded = system.boundaries(root);
      Map<TableName, Map<String, Long>> former = new TreeMap<>();
      List<String> interrupted = new ArrayList<>();
      Set<String> present = new HashSet<>();
      for (WalFile wal : new WalDirectory(environment.conf()).list()) {
        present.add(wal.path().getName());
      }
      for (TableName table : recorded.keySet()) {
        Optional<ImageChain> before = ImageChain.upTo(all, table);
        Optional<ImageChain> after = ImageChain.upTo(staying, table);
        if (before.isEmpty()
            || after.isEmpty()
            || before.get().newest().id().equals(after.get().newest().id())) {
          continue;
        }
        Optional<Map<String, Long>> ended = endOf(after.get(), recorded.get(table));
        if (ended.isPresent() && isWhole(table, before.get(), after.get(), present)) {
          former.put(table, ended.get());
        } else {
          interrupted.add(table.getNameAsString());
        }
      }
      write(former, staying);
      interrupted.forEach(
          table ->
              environment
                  .notices()
                  .accept(
                      "Not every WAL that came after the newest image left of table "
                          + table
                          + " is still there: it needs a new full image, `longshore create full "
                          + root
                          + " -t "
                          + table
                          + "`."));
      return new Reset(
          former.keySet().stream().map(TableName::getNameAsString).toList(), interrupted);
    }

    @Override
    public void rollback(String why) {
      // What was begun is ended.
    }

    /** Where a chain's newest image ended; a server that it does not know joined after it. */
    private Optional<Map<String, Long>> endOf(ImageChain chain, Map<String, Long> recorded)
        throws IOException {
      BackupImage newest = chain.newest();
      Optional<Map<String, Long>> ended =
          system.read(newest.id()).map(row -> row.boundaries().get(chain.table()));
      if (ended.isEmpty()) {
        return Optional.empty();
      }
      Map<String, Long> all = new TreeMap<>(ended.get());
      long since = Continuation.unknownAfter(newest.started(), environment.conf());
      recorded.keySet().forEach(server -> all.putIfAbsent(server, since));
      return Optional.of(all);
    }

    /** Whether all that the images between held is still in the cluster. */
    private boolean isWhole(
        TableName table, ImageChain before, ImageChain after, Set<String> present)
        throws IOException {
      Set<ImageId> left = new HashSet<>();
      after.images().forEach(image -> left.add(image.id()));
      for (BackupImage image : before.images()) {
        if (left.contains(image.id())) {
          continue;
        }
        Optional<ImageInventory> inventory = images.inventory(image.id());
        if (inventory.isEmpty() || !hasAll(table, inventory.get(), present)) {
          return false;
        }
      }
      return true;
    }

    private boolean hasAll(TableName table, ImageInventory inventory, Set<String> present) {
      String ofTable = table.getNamespaceAsString() + "/" + table.getQualifierAsString() + "/";
      for (ImageFile file : inventory.files()) {
        // HBase may have deleted what was bulk-loaded as soon as it was in the image.
        if (file.path().startsWith(ofTable) && file.path().contains("_SeqId_")) {
          return false;
        }
      }
      return inventory.history().wals().stream().map(ConsumedWal::name).allMatch(present::contains);
    }

    private void write(Map<TableName, Map<String, Long>> former, List<BackupImage> staying)
        throws IOException {
      String root = layout.toString();
      for (Map.Entry<TableName, Map<String, Long>> table : former.entrySet()) {
        system.writeBoundaries(Set.of(table.getKey()), table.getValue(), root);
      }
      Set<ImageId> left = new HashSet<>();
      staying.forEach(image -> left.add(image.id()));
      Optional<BackupSession> newest =
          system.completeSessions(root).stream()
              .filter(session -> left.contains(session.id()))
              .findFirst();
      if (newest.isPresent() && !former.isEmpty()) {
        Map<TableName, Map<String, Long>> told = new HashMap<>(newest.get().boundaries());
        told.putAll(former);
        system.write(newest.get().withBoundaries(told));
      }
    }
  }

  private final class Delete implements Step {
    @Override
    public String name() {
      return DELETE;
    }

    @Override
    public Object execute() throws IOException {
      for (ImageId id : request.imageIds()) {
        system.delete(id);
        images.delete(id);
      }
      return Map.of("images", request.images());
    }

    @Override
    public void rollback(String why) {
      // What was begun is ended.
    }
  }

  /** A table without an image keeps no WALs, and no incremental backup asks for it. */
  private final class Prune implements Step {
    @Override
    public String name() {
      return PRUNE;
    }

    @Override
    public Object execute() throws IOException {
      String root = layout.toString();
      Set<TableName> gone = new TreeSet<>(system.boundaries(root).keySet());
      gone.addAll(system.incrementalSet(root));
      for (BackupImage image : images.images()) {
        image.tables().forEach(gone::remove);
      }
      system.forgetTables(List.copyOf(gone), root);
      return Map.of("tables", gone.stream().map(TableName::getNameAsString).toList());
    }

    @Override
    public void rollback(String why) {
      // What was begun is ended.
    }
  }

  private final class ReleaseWals implements Step {
    @Override
    public String name() {
      return RELEASE_WALS;
    }

    @Override
    public Object execute() throws IOException {
      pin().release();
      return Map.of();
    }

    @Override
    public void rollback(String why) {
      // What was begun is ended.
    }
  }
}
