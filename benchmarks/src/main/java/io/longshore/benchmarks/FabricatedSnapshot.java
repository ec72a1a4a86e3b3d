package io.longshore.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntToLongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.RegionInfoBuilder;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotDataManifest;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotDescription;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotRegionManifest;
import org.apache.hadoop.hbase.snapshot.SnapshotDescriptionUtils;
import org.apache.hadoop.hbase.snapshot.SnapshotManifest;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hbase.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** A snapshot's manifest that names files which are not there. */
final class FabricatedSnapshot {
  private static final TableName TABLE = TableName.valueOf("fabricated");
  private static final byte[] FAMILY = Bytes.toBytes("f");

  private FabricatedSnapshot() {}

  /**
   * @param root of an HBase that is made of nothing else
   */
  static void write(Configuration conf, Path root, String name, int regions, int filesARegion)
      throws IOException {
    // From a megabyte to ten gigabytes, as tables have them.
    write(conf, root, name, regions, filesARegion, file -> 1L << 20 + file % 14);
  }

  /** One whose files are there: each holds as many bytes as its number in the region says. */
  static void writeWithFiles(
      Configuration conf, Path root, String name, int regions, int filesARegion)
      throws IOException {
    write(conf, root, name, regions, filesARegion, file -> file + 1);
    for (int number = 0; number < regions; number++) {
      Path family =
          Files.createDirectories(
              root.resolve("data/default")
                  .resolve(TABLE.getNameAsString())
                  .resolve(info(number, regions).getEncodedName())
                  .resolve(Bytes.toString(FAMILY)));
      for (int file = 0; file < filesARegion; file++) {
        Files.write(family.resolve(fileName(number, file)), new byte[file + 1]);
      }
    }
  }

  private static void write(
      Configuration conf,
      Path root,
      String name,
      int regions,
      int filesARegion,
      IntToLongFunction sizes)
      throws IOException {
    org.apache.hadoop.fs.Path directory =
        SnapshotDescriptionUtils.getCompletedSnapshotDir(
            name, new org.apache.hadoop.fs.Path(root.toUri()));
    FileSystem fs = directory.getFileSystem(conf);
    fs.mkdirs(directory);
    SnapshotDataManifest.Builder manifest =
        SnapshotDataManifest.newBuilder()
            .setTableSchema(
                ProtobufUtil.toTableSchema(
                    TableDescriptorBuilder.newBuilder(TABLE)
                        .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                        .build()));
    for (int region = 0; region < regions; region++) {
      manifest.addRegionManifests(region(region, regions, filesARegion, sizes));
    }
    try (FSDataOutputStream out =
        fs.create(new org.apache.hadoop.fs.Path(directory, SnapshotManifest.DATA_MANIFEST_NAME))) {
      manifest.build().writeTo(out);
    }
    SnapshotDescriptionUtils.writeSnapshotInfo(
        SnapshotDescription.newBuilder()
            .setName(name)
            .setTable(TABLE.getNameAsString())
            .setVersion(2)
            .setType(SnapshotDescription.Type.FLUSH)
            .setCreationTime(1)
            .build(),
        directory,
        fs);
  }

  private static RegionInfo info(int number, int regions) {
    return RegionInfoBuilder.newBuilder(TABLE)
        .setStartKey(number == 0 ? new byte[0] : Bytes.toBytes(number))
        .setEndKey(number == regions - 1 ? new byte[0] : Bytes.toBytes(number + 1))
        .setRegionId(1)
        .build();
  }

  private static String fileName(int region, int file) {
    return String.format(Locale.ROOT, "%016x%016x", region, file);
  }

  private static SnapshotRegionManifest region(
      int number, int regions, int files, IntToLongFunction sizes) {
    SnapshotRegionManifest.FamilyFiles.Builder family =
        SnapshotRegionManifest.FamilyFiles.newBuilder()
            .setFamilyName(UnsafeByteOperations.unsafeWrap(FAMILY));
    for (int file = 0; file < files; file++) {
      family.addStoreFiles(
          SnapshotRegionManifest.StoreFile.newBuilder()
              .setName(fileName(number, file))
              .setFileSize(sizes.applyAsLong(file)));
    }
    return SnapshotRegionManifest.newBuilder()
        .setVersion(0)
        .setRegionInfo(ProtobufUtil.toRegionInfo(info(number, regions)))
        .addFamilyFiles(family)
        .build();
  }
}
