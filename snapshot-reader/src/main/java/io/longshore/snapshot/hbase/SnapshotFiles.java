package io.longshore.snapshot.hbase;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.io.HFileLink;
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
  private final List<String> dataDirectories;

  /**
   * @param root a root of HBase, or the directory of a table in a full image, which is laid out as
   *     one
   */
  public SnapshotFiles(Path root, Configuration conf) throws IOException {
    this.conf = conf;
    this.fs = TargetStore.rawFileSystem(root, conf);
    this.root = fs.makeQualified(root);
    this.archive = new Path(this.root, HConstants.HFILE_ARCHIVE_DIRECTORY);
    this.dataDirectories =
        Stream.of(
                this.root,
                archive,
                new Path(this.root, HConstants.HBASE_TEMP_DIRECTORY),
                new Path(this.root, MobConstants.MOB_DIR_NAME))
            .map(directory -> new Path(directory, HConstants.BASE_NAMESPACE_DIR).toString())
            .toList();
  }

  /**
   * @throws io.longshore.core.error.LongshoreException if there is no such snapshot
   */
  public SnapshotContents read(String snapshot) throws IOException {
    Path directory = SnapshotDescriptionUtils.getCompletedSnapshotDir(snapshot, root);
    if (!fs.exists(new Path(directory, SnapshotDescriptionUtils.SNAPSHOTINFO_FILE))) {
      throw Errors.snapshotNotFound(snapshot, root.toString());
    }
    SnapshotDescription description = SnapshotDescriptionUtils.readSnapshotInfo(fs, directory);
    SnapshotManifest manifest = SnapshotManifest.open(conf, fs, directory, description);
    TableName table = TableName.valueOf(description.getTable());
    List<RegionInfo> regions = new ArrayList<>();
    Map<String, SnapshotFile> files = new LinkedHashMap<>();
    List<SnapshotRegionManifest> manifests = manifest.getRegionManifests();
    for (SnapshotRegionManifest region :
        manifests == null ? List.<SnapshotRegionManifest>of() : manifests) {
      RegionInfo info = ProtobufUtil.toRegionInfo(region.getRegionInfo());
      // The region of MOB files holds no rows; it only names files.
      if (!info.isSplit() && !MobUtils.isMobRegionInfo(info)) {
        regions.add(info);
      }
      addFiles(table, info, region, files);
    }
    regions.sort(RegionInfo.COMPARATOR);
    return new SnapshotContents(
        snapshot,
        directory,
        table,
        Instant.ofEpochMilli(description.getCreationTime()),
        expiry(description),
        manifest.getTableDescriptor(),
        List.copyOf(regions),
        List.copyOf(files.values()));
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
          files.put(path, new SnapshotFile(path, places(path), length(stored, familyName, file)));
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
    if (file.hasReference() || StoreFileInfo.isReference(name)) {
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

  /** The places in which {@link HFileLink} looks, in its order. */
  private List<String> places(String path) {
    String below = path.substring(HConstants.BASE_NAMESPACE_DIR.length());
    return List.of(
        dataDirectories.get(0) + below,
        dataDirectories.get(1) + below,
        dataDirectories.get(2) + below,
        dataDirectories.get(3) + below);
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
