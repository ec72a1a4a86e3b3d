package io.longshore.snapshot.hbase;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.longshore.core.copy.TargetStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.mob.MobUtils;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotDataManifest;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotDescription;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotRegionManifest;
import org.apache.hadoop.hbase.snapshot.SnapshotDescriptionUtils;
import org.apache.hadoop.hbase.snapshot.SnapshotManifest;
import org.apache.hbase.thirdparty.com.google.protobuf.ByteString;
import org.apache.hbase.thirdparty.com.google.protobuf.CodedInputStream;

/** Writes manifests of snapshots that are like others. */
public final class SnapshotWriter {
  private SnapshotWriter() {}

  /**
   * Writes a snapshot's manifest into a directory that is not there yet.
   *
   * @param name the copy's name
   * @param keepTimeToLive whether the copy expires when its source does
   * @param descriptor in place of the source's table descriptor, where given
   */
  public static void write(
      SnapshotContents source,
      Configuration conf,
      FileSystem to,
      Path directory,
      String name,
      boolean keepTimeToLive,
      Optional<TableDescriptor> descriptor)
      throws IOException {
    FileSystem from = TargetStore.rawFileSystem(source.directory(), conf);
    to.mkdirs(directory);
    for (FileStatus file : source.manifestFiles(conf)) {
      String fileName = file.getPath().getName();
      if (fileName.equals(SnapshotDescriptionUtils.SNAPSHOTINFO_FILE)) {
        continue;
      }
      Path target = new Path(directory, fileName);
      if (fileName.equals(SnapshotManifest.DATA_MANIFEST_NAME) && descriptor.isPresent()) {
        writeManifest(from, file.getPath(), to, target, descriptor.get());
      } else {
        FileUtil.copy(from, file.getPath(), to, target, false, true, conf);
      }
    }
    SnapshotDescription.Builder description =
        SnapshotDescriptionUtils.readSnapshotInfo(from, source.directory()).toBuilder();
    description.setName(name);
    if (!keepTimeToLive) {
      description.setTtl(HConstants.DEFAULT_SNAPSHOT_TTL);
    }
    SnapshotDescriptionUtils.writeSnapshotInfo(description.build(), directory, to);
  }

  /**
   * A store file that lies in its region's directory.
   *
   * @param region its encoded name
   */
  public record NewFile(String region, String family, String name, long length) {}

  /**
   * Writes the manifest of a snapshot whose regions are those of another, and whose store files are
   * new ones. It keeps the files of MOB values, and leaves out split parents: no file refers to
   * theirs. It never expires.
   *
   * @param directory that is not there yet
   * @param name the new one's
   * @param table its settings
   * @param created its moment, in milliseconds
   */
  public static void write(
      SnapshotContents source,
      Configuration conf,
      FileSystem to,
      Path directory,
      String name,
      TableDescriptor table,
      long created,
      List<NewFile> files)
      throws IOException {
    FileSystem from = TargetStore.rawFileSystem(source.directory(), conf);
    SnapshotDescription description =
        SnapshotDescriptionUtils.readSnapshotInfo(from, source.directory());
    SnapshotDataManifest.Builder manifest =
        SnapshotDataManifest.newBuilder().setTableSchema(ProtobufUtil.toTableSchema(table));
    List<SnapshotRegionManifest> regions =
        SnapshotManifest.open(conf, from, source.directory(), description).getRegionManifests();
    Map<String, List<NewFile>> byRegion = files.stream().collect(groupingBy(NewFile::region));
    for (SnapshotRegionManifest region :
        regions == null ? List.<SnapshotRegionManifest>of() : regions) {
      RegionInfo info = ProtobufUtil.toRegionInfo(region.getRegionInfo());
      if (MobUtils.isMobRegionInfo(info)) {
        manifest.addRegionManifests(region);
      } else if (!info.isSplit()) {
        manifest.addRegionManifests(
            withFiles(region, byRegion.getOrDefault(info.getEncodedName(), List.of())));
      }
    }
    to.mkdirs(directory);
    try (FSDataOutputStream out =
        to.create(new Path(directory, SnapshotManifest.DATA_MANIFEST_NAME), true)) {
      manifest.build().writeTo(out);
    }
    SnapshotDescriptionUtils.writeSnapshotInfo(
        description.toBuilder()
            .setName(name)
            .setCreationTime(created)
            .setTtl(HConstants.DEFAULT_SNAPSHOT_TTL)
            .build(),
        directory,
        to);
  }

  private static SnapshotRegionManifest withFiles(
      SnapshotRegionManifest region, List<NewFile> files) {
    SnapshotRegionManifest.Builder written = region.toBuilder().clearFamilyFiles();
    Map<String, List<NewFile>> byFamily =
        files.stream().collect(groupingBy(NewFile::family, TreeMap::new, toList()));
    byFamily.forEach(
        (family, stored) -> {
          SnapshotRegionManifest.FamilyFiles.Builder all =
              SnapshotRegionManifest.FamilyFiles.newBuilder()
                  .setFamilyName(ByteString.copyFromUtf8(family));
          for (NewFile file : stored) {
            all.addStoreFiles(
                SnapshotRegionManifest.StoreFile.newBuilder()
                    .setName(file.name())
                    .setFileSize(file.length()));
          }
          written.addFamilyFiles(all);
        });
    return written.build();
  }

  /** Where a finished snapshot's manifest lies under a root of HBase. */
  public static Path completedDirectory(Path root, String name) {
    return SnapshotDescriptionUtils.getCompletedSnapshotDir(name, root);
  }

  /** Where a snapshot that is being written lies; HBase's cleaners heed it as well. */
  public static Path workingDirectory(Path root, String name, Configuration conf) {
    return SnapshotDescriptionUtils.getWorkingSnapshotDir(name, root, conf);
  }

  private static void writeManifest(
      FileSystem from, Path source, FileSystem to, Path target, TableDescriptor descriptor)
      throws IOException {
    SnapshotDataManifest manifest;
    try (var in = from.open(source)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      manifest = SnapshotDataManifest.parseFrom(coded);
    }
    try (FSDataOutputStream out = to.create(target, true)) {
      manifest.toBuilder()
          .setTableSchema(ProtobufUtil.toTableSchema(descriptor))
          .build()
          .writeTo(out);
    }
  }
}
