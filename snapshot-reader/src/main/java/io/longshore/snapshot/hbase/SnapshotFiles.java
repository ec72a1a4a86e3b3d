package io.longshore.snapshot.hbase;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.HFileLink;
import org.apache.hadoop.hbase.io.Reference;
import org.apache.hadoop.hbase.mob.MobConstants;
import org.apache.hadoop.hbase.mob.MobUtils;
import org.apache.hadoop.hbase.regionserver.StoreFileInfo;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotDescription;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotRegionManifest;
import org.apache.hadoop.hbase.snapshot.SnapshotDescriptionUtils;
import org.apache.hadoop.hbase.snapshot.SnapshotManifest;
import org.apache.hadoop.hbase.util.Pair;

/**
 * Reads a snapshot's manifest and resolves the four shapes of its file names: a store file, a
 * reference to half of a split parent's, a link to another table's, and a reference to a link (see
 * HBase's {@code SnapshotReferenceUtil}).
 */
public final class SnapshotFiles {
  private final Configuration conf;
  private final FileSystem fs;
  private final Path root;
  private final Path archive;

  /** The places in which {@link HFileLink} looks, in its order. */
  private final List<String> roots;

  /**
   * @param root a root of HBase, or the directory of a table in a full image, which is laid out as
   *     one
   */
  public SnapshotFiles(Path root, Configuration conf) throws IOException {
    this.conf = conf;
    this.fs = TargetStore.rawFileSystem(root, conf);
    this.root = fs.makeQualified(root);
    this.archive = new Path(this.root, HConstants.HFILE_ARCHIVE_DIRECTORY);
    // Not an immutable list: each file would serialize another copy of that.
    this.roots =
        new ArrayList<>(
            List.of(
                this.root.toString(),
                archive.toString(),
                new Path(this.root, HConstants.HBASE_TEMP_DIRECTORY).toString(),
                new Path(this.root, MobConstants.MOB_DIR_NAME).toString()));
  }

  /**
   * What is to be copied of a snapshot.
   *
   * @throws io.longshore.core.error.LongshoreException if there is no such snapshot
   */
  public SnapshotContents read(String snapshot) throws IOException {
    SnapshotManifest manifest = open(snapshot);
    SnapshotDescription description = manifest.getSnapshotDescription();
    TableName table = TableName.valueOf(description.getTable());
    List<RegionInfo> regions = new ArrayList<>();
    Map<String, SnapshotFile> files = new LinkedHashMap<>();
    for (SnapshotRegionManifest region : regions(manifest)) {
      RegionInfo info = ProtobufUtil.toRegionInfo(region.getRegionInfo());
      if (hasRows(info)) {
        regions.add(info);
      }
      addFiles(table, info, region, files);
    }
    regions.sort(RegionInfo.COMPARATOR);
    return new SnapshotContents(
        snapshot,
        manifest.getSnapshotDir(),
        table,
        Instant.ofEpochMilli(description.getCreationTime()),
        expiry(description),
        manifest.getTableDescriptor(),
        List.copyOf(regions),
        List.copyOf(files.values()));
  }

  /**
   * What is to be read of a snapshot.
   *
   * @throws io.longshore.core.error.LongshoreException if there is no such snapshot, or its time to
   *     live is over
   */
  public TableFiles table(String snapshot) throws IOException {
    SnapshotManifest manifest = open(snapshot);
    SnapshotDescription description = manifest.getSnapshotDescription();
    if (expiry(description).filter(Instant.now()::isAfter).isPresent()) {
      throw Errors.snapshotExpired(snapshot);
    }
    TableName table = TableName.valueOf(description.getTable());
    Map<RegionInfo, TableRegion> regions = new TreeMap<>(RegionInfo.COMPARATOR);
    for (SnapshotRegionManifest region : regions(manifest)) {
      RegionInfo info = ProtobufUtil.toRegionInfo(region.getRegionInfo());
      if (hasRows(info)) {
        regions.put(info, region(table, info, region));
      }
    }
    return new TableFiles(
        table.getNameAsString(),
        TableDescriptorBuilder.toByteArray(manifest.getTableDescriptor()),
        description.getCreationTime(),
        List.copyOf(regions.values()));
  }

  /** The files of a snapshot's MOB values, which cells of its store files refer to. */
  public List<SnapshotFile> mobFiles(String snapshot) throws IOException {
    SnapshotManifest manifest = open(snapshot);
    TableName table = TableName.valueOf(manifest.getSnapshotDescription().getTable());
    Map<String, SnapshotFile> files = new LinkedHashMap<>();
    for (SnapshotRegionManifest region : regions(manifest)) {
      RegionInfo info = ProtobufUtil.toRegionInfo(region.getRegionInfo());
      if (MobUtils.isMobRegionInfo(info)) {
        addFiles(table, info, region, files);
      }
    }
    return List.copyOf(files.values());
  }

  /** Whether it has references to files of regions that were split or merged. */
  public boolean hasReferences(String snapshot) throws IOException {
    return regions(open(snapshot)).stream()
        .flatMap(region -> region.getFamilyFilesList().stream())
        .flatMap(family -> family.getStoreFilesList().stream())
        .anyMatch(SnapshotFiles::isReference);
  }

  private static boolean isReference(SnapshotRegionManifest.StoreFile file) {
    return file.hasReference() || StoreFileInfo.isReference(file.getName());
  }

  /** Whether there is such a snapshot. */
  public boolean has(String snapshot) throws IOException {
    Path directory = SnapshotDescriptionUtils.getCompletedSnapshotDir(snapshot, root);
    return fs.exists(new Path(directory, SnapshotDescriptionUtils.SNAPSHOTINFO_FILE));
  }

  private SnapshotManifest open(String snapshot) throws IOException {
    if (!has(snapshot)) {
      throw Errors.snapshotNotFound(snapshot, root.toString());
    }
    Path directory = SnapshotDescriptionUtils.getCompletedSnapshotDir(snapshot, root);
    return SnapshotManifest.open(
        conf, fs, directory, SnapshotDescriptionUtils.readSnapshotInfo(fs, directory));
  }

  private static List<SnapshotRegionManifest> regions(SnapshotManifest manifest) {
    List<SnapshotRegionManifest> regions = manifest.getRegionManifests();
    return regions == null ? List.of() : regions;
  }

  /** The region of MOB files holds no rows; it only names files. */
  private static boolean hasRows(RegionInfo region) {
    return !region.isSplit() && !MobUtils.isMobRegionInfo(region);
  }

  private TableRegion region(TableName table, RegionInfo region, SnapshotRegionManifest manifest)
      throws IOException {
    Map<String, List<StoreFile>> families = new TreeMap<>();
    for (SnapshotRegionManifest.FamilyFiles family : manifest.getFamilyFilesList()) {
      String familyName = family.getFamilyName().toStringUtf8();
      List<StoreFile> files = new ArrayList<>(family.getStoreFilesCount());
      for (SnapshotRegionManifest.StoreFile file : family.getStoreFilesList()) {
        StoredAs stored = storedAs(table, region, file);
        files.add(
            new StoreFile(
                roots, stored.path(familyName), length(stored, familyName, file), half(file)));
      }
      families.put(familyName, List.copyOf(files));
    }
    return new TableRegion(
        new RowRange(region.getStartKey(), region.getEndKey()),
        region.getEncodedName(),
        Collections.unmodifiableMap(families));
  }

  /** A reference holds the first key of a row, not the row. */
  private static StoreFile.Half half(SnapshotRegionManifest.StoreFile file) {
    if (!file.hasReference()) {
      return null;
    }
    Reference reference = Reference.convert(file.getReference());
    return new StoreFile.Half(
        Reference.isTopFileRegion(reference.getFileRegion()),
        CellUtil.cloneRow(new KeyValue.KeyOnlyKeyValue(reference.getSplitKey())));
  }

  private void addFiles(
      TableName table,
      RegionInfo region,
      SnapshotRegionManifest manifest,
      Map<String, SnapshotFile> files)
      throws IOException {
    for (SnapshotRegionManifest.FamilyFiles family : manifest.getFamilyFilesList()) {
      String familyName = family.getFamilyName().toStringUtf8();
      for (SnapshotRegionManifest.StoreFile file : family.getStoreFilesList()) {
        StoredAs stored = storedAs(table, region, file);
        String path = stored.path(familyName);
        if (!files.containsKey(path)) {
          long length = length(stored, familyName, file);
          files.put(
              path,
              new SnapshotFile(path, new StoreFile(roots, path, length, null).places(), length));
        }
      }
    }
  }

  /** Where a file was written, whatever the manifest's region calls it. */
  private record StoredAs(TableName table, String region, String name) {
    /** Plain text: a snapshot may have a hundred thousand, and a Path costs more than all else. */
    String path(String family) {
      return String.join(
          "/",
          HConstants.BASE_NAMESPACE_DIR,
          table.getNamespaceAsString(),
          table.getQualifierAsString(),
          region,
          family,
          name);
    }
  }

  private static StoredAs storedAs(
      TableName table, RegionInfo region, SnapshotRegionManifest.StoreFile file) {
    String regionName = region.getEncodedName();
    String name = file.getName();
    if (isReference(file)) {
      Pair<String, String> parent = StoreFileInfo.getReferredToRegionAndFile(name);
      regionName = parent.getFirst();
      name = parent.getSecond();
    }
    return HFileLink.isHFileLink(name)
        ? new StoredAs(
            HFileLink.getReferencedTableName(name),
            HFileLink.getReferencedRegionName(name),
            HFileLink.getReferencedHFileName(name))
        : new StoredAs(table, regionName, name);
  }

  private long length(StoredAs stored, String family, SnapshotRegionManifest.StoreFile file)
      throws IOException {
    if (file.hasFileSize()) {
      return file.getFileSize();
    }
    Path link = HFileLink.createPath(stored.table(), stored.region(), family, stored.name());
    return HFileLink.buildFromHFileLinkPattern(root, archive, link).getFileStatus(fs).getLen();
  }

  private static Optional<Instant> expiry(SnapshotDescription description) {
    long seconds = description.getTtl();
    if (seconds == HConstants.DEFAULT_SNAPSHOT_TTL || seconds >= Long.MAX_VALUE / 1000) {
      return Optional.empty();
    }
    return Optional.of(
        Instant.ofEpochMilli(description.getCreationTime()).plus(Duration.ofSeconds(seconds)));
  }
}
