package io.longshore.launcher.session;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.backup.BackupSystem;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageHistory;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.RegionState;
import io.longshore.jobs.sort.Stores;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.launcher.hbase.RegionStates;
import io.longshore.snapshot.hbase.ImageSnapshots;
import io.longshore.snapshot.hbase.SnapshotContents;
import io.longshore.wal.hbase.WalFile;
import io.longshore.wal.hbase.WalInterval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.TableDescriptor;

/**
 * What an incremental backup continues: of each table the newest chain of images in the root, and
 * the WAL boundaries at which its newest image ended.
 */
final class Continuation {
  /** HBase's master refuses a region server whose clock differs by more. */
  private static final String MOST_SKEW = "hbase.master.maxclockskew";

  private static final long MOST_SKEW_DEFAULT = 30_000;

  private final Environment environment;
  private final ImageLayout layout;
  private final ImageStore images;
  private final Map<TableName, ImageChain> chains = new LinkedHashMap<>();
  private final Map<TableName, Map<String, Long>> boundaries = new HashMap<>();

  /** Of the chains' newest images: several tables have one in common. */
  private final Map<ImageId, Optional<ImageHistory>> histories = new HashMap<>();

  private Continuation(Environment environment, ImageLayout layout) throws IOException {
    this.environment = environment;
    this.layout = layout;
    this.images = ImageStore.at(layout, environment.conf());
  }

  /**
   * @param session that is being made, whose own image is not looked at
   * @throws io.longshore.core.error.LongshoreException if a table has no chain that could be
   *     continued
   */
  static Continuation of(
      Environment environment,
      ImageLayout layout,
      List<TableName> tables,
      Optional<ImageId> session)
      throws IOException {
    Continuation continuation = new Continuation(environment, layout);
    continuation.find(tables, session);
    return continuation;
  }

  /** The images that are needed before the new one, newest first; none names its own. */
  List<BackupImage> ancestors() {
    Map<ImageId, BackupImage> all = new TreeMap<>(Comparator.reverseOrder());
    for (ImageChain chain : chains.values()) {
      for (BackupImage image : chain.images()) {
        all.put(
            image.id(),
            new BackupImage(
                image.id(),
                image.type(),
                image.tables(),
                image.started(),
                image.completed(),
                List.of(),
                Map.of()));
      }
    }
    return List.copyOf(all.values());
  }

  /**
   * Looks again whether the images are there.
   *
   * @throws io.longshore.core.error.LongshoreException if one of them was deleted since
   */
  void requireWhole() throws IOException {
    BackupSystem system = environment.cluster().backupSystem();
    for (ImageChain chain : chains.values()) {
      requireNoHole(chain, system);
    }
  }

  /** Each table's boundaries before the new image. */
  Map<TableName, Map<String, Long>> boundaries() {
    return Map.copyOf(boundaries);
  }

  /** The snapshot that a table's chain begins with. */
  SnapshotContents full(TableName table) throws IOException {
    return new ImageSnapshots(layout, environment.conf())
        .read(chains.get(table).full().id(), table);
  }

  /**
   * The WALs between the images before and a roll.
   *
   * @param running the servers that live, {@code host,port,startcode}
   * @param wals all there are
   * @throws io.longshore.core.error.LongshoreException if a server's clock ran backwards: its WALs
   *     would be taken for older ones
   */
  WalInterval interval(ImageBackup.Rolled rolled, Set<String> running, List<WalFile> wals)
      throws IOException {
    boundaries.forEach(
        (table, servers) ->
            rolled
                .servers()
                .forEach(
                    (server, boundary) -> {
                      if (boundary < servers.getOrDefault(server, Long.MIN_VALUE)) {
                        throw Errors.clockBackwards("of region server " + server);
                      }
                    }));
    Map<TableName, Long> unknownAfter = new HashMap<>();
    chains.forEach(
        (table, chain) ->
            unknownAfter.put(table, unknownAfter(chain.newest().started(), environment.conf())));
    WalInterval interval =
        new WalInterval(
            boundaries, unknownAfter, rolled.servers(), rolled.began() + skew(environment.conf()));
    Optional<String> backwards = interval.ranBackwards(begun(), running, wals);
    if (backwards.isPresent()) {
      throw Errors.clockBackwards("of region server " + backwards.get());
    }
    return interval;
  }

  /** The boundary of a server that an image does not know: it joined after the image began. */
  static long unknownAfter(Instant imageStarted, Configuration conf) {
    return imageStarted.toEpochMilli() - skew(conf);
  }

  private static long skew(Configuration conf) {
    return conf.getLong(MOST_SKEW, MOST_SKEW_DEFAULT);
  }

  /** Of each table, names of the WALs that servers began when its newest image was made. */
  private Map<TableName, Set<String>> begun() throws IOException {
    Map<TableName, Set<String>> begun = new HashMap<>();
    for (Map.Entry<TableName, ImageChain> chain : chains.entrySet()) {
      history(chain.getValue())
          .ifPresent(history -> begun.put(chain.getKey(), new HashSet<>(history.pending())));
    }
    return begun;
  }

  /** Names of WALs that the images before expected to be there. */
  Set<String> pending() throws IOException {
    Set<String> names = new TreeSet<>();
    for (ImageChain chain : chains.values()) {
      history(chain).ifPresent(history -> names.addAll(history.pending()));
    }
    return names;
  }

  /**
   * The tables as they are now.
   *
   * @return the states of their regions
   * @throws io.longshore.core.error.LongshoreException if one is another than it was
   */
  List<RegionState> requireSameTables() throws IOException {
    ClusterOperations operations = new ClusterOperations(environment.cluster());
    List<RegionState> now =
        new RegionStates(environment.cluster()).of(List.copyOf(chains.keySet()));
    for (Map.Entry<TableName, ImageChain> each : chains.entrySet()) {
      TableName table = each.getKey();
      TableDescriptor descriptor =
          operations
              .descriptor(table)
              .orElseThrow(() -> fullNeeded(table, "it was dropped while the backup ran"));
      Optional<String> change =
          SameTable.familiesChanged(full(table).descriptor(), descriptor)
              .or(
                  () ->
                      SameTable.isAnother(
                          ofTable(before(each.getValue()), table), ofTable(now, table)));
      if (change.isPresent()) {
        throw fullNeeded(table, change.get());
      }
    }
    return now;
  }

  /** The image that a table's chain ends with. */
  ImageId newest(TableName table) {
    return chains.get(table).newest().id();
  }

  /**
   * That the tables, as far as they are there, are those of the images, or were made anew later. Of
   * a table whose regions were all split since it is not known when it was made.
   *
   * @param moment in milliseconds
   * @throws io.longshore.core.error.LongshoreException if one was another table at that moment
   */
  void requireSameTablesAt(long moment) throws IOException {
    ClusterOperations operations = new ClusterOperations(environment.cluster());
    for (TableName table : chains.keySet()) {
      if (operations.descriptor(table).isEmpty()) {
        continue;
      }
      Optional<String> change =
          SameTable.isAnother(
              ofTable(before(chains.get(table)), table),
              new RegionStates(environment.cluster()).of(List.of(table)));
      boolean madeLater = operations.oldestRegion(table) > moment;
      if (change.isPresent() && !madeLater) {
        throw fullNeeded(table, change.get());
      }
    }
  }

  /** Where the edits of the tables belong: what is restored of full images is never cut again. */
  Stores stores(Settings settings) throws IOException {
    List<Stores.Regions> tables = new ArrayList<>();
    for (TableName table : chains.keySet()) {
      List<byte[]> startKeys = full(table).regions().stream().map(RegionInfo::getStartKey).toList();
      tables.add(new Stores.Regions(settings.of(table), startKeys));
    }
    return Stores.of(tables);
  }

  /** The settings of tables. */
  @FunctionalInterface
  interface Settings {
    TableDescriptor of(TableName table) throws IOException;
  }

  private List<RegionState> before(ImageChain chain) {
    try {
      return history(chain).map(ImageHistory::regions).orElse(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<RegionState> ofTable(List<RegionState> states, TableName table) {
    return states.stream().filter(state -> state.table().equals(table.getNameAsString())).toList();
  }

  private Optional<ImageHistory> history(ImageChain chain) throws IOException {
    ImageId newest = chain.newest().id();
    Optional<ImageHistory> history = histories.get(newest);
    if (history == null) {
      history = images.inventory(newest).map(ImageInventory::history);
      histories.put(newest, history);
    }
    return history;
  }

  private void find(List<TableName> tables, Optional<ImageId> session) throws IOException {
    if (!images.exists()) {
      throw Errors.noBackupRoot(layout.toString());
    }
    List<BackupImage> published =
        images.images().stream()
            .filter(image -> session.isEmpty() || !image.id().equals(session.get()))
            .toList();
    BackupSystem system = environment.cluster().backupSystem();
    Map<TableName, Map<String, Long>> recorded = system.boundaries(layout.toString());
    Optional<BackupSession> newest =
        system.completeSessions(layout.toString()).stream().findFirst();
    for (TableName table : tables) {
      ImageChain chain =
          ImageChain.upTo(published, table)
              .orElseThrow(() -> fullNeeded(table, "the root holds no full image of it"));
      requireNoHole(chain, system);
      Map<String, Long> servers = recorded.get(table);
      if (servers == null || newest.isEmpty()) {
        throw fullNeeded(table, "backup:system knows no WAL boundaries of it for this root");
      }
      boolean known =
          system
              .read(chain.newest().id())
              .filter(row -> row.state() == BackupSession.State.COMPLETE)
              .isPresent();
      if (!known || !servers.equals(newest.get().boundaries().get(table))) {
        throw fullNeeded(
            table,
            "its newest image was deleted, or made by another cluster: what came after "
                + chain.newest().id()
                + " may be lost");
      }
      chains.put(table, chain);
      boundaries.put(table, servers);
    }
  }

  /** An image that was merged into another has no row any more. */
  private void requireNoHole(ImageChain chain, BackupSystem system) throws IOException {
    for (BackupImage image : ImageChain.of(chain.newest(), chain.table()).images()) {
      if (!images.isPublished(image.id()) && system.read(image.id()).isPresent()) {
        throw fullNeeded(
            chain.table(), "image " + image.id() + ", which its chain needs, is not there");
      }
    }
  }

  private LongshoreException fullNeeded(TableName table, String why) {
    return Errors.fullNeeded(table.getNameAsString(), why, layout.toString());
  }
}
