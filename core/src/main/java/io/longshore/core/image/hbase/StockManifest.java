package io.longshore.core.image.hbase;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.BackupProtos;
import org.apache.hbase.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/**
 * The stock {@code .backup.manifest}: a {@code BackupImage} message of HBase's Backup.proto, not
 * delimited.
 */
public final class StockManifest {
  private StockManifest() {}

  /**
   * @param root written for readers of HBase 2.6.1, which need it; never read back, since an image
   *     may have been moved
   */
  public static byte[] encode(BackupImage image, String root) {
    return toProto(image, root).toByteArray();
  }

  /**
   * @param name of the file, for messages
   */
  public static BackupImage decode(byte[] bytes, String name) {
    try {
      return fromProto(BackupProtos.BackupImage.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException | LongshoreException e) {
      throw Errors.imageDamaged(
          "The manifest " + name + " cannot be read: " + Errors.reason(e),
          "The image is damaged, or a later HBase wrote it. Take a new full backup.",
          e);
    }
  }

  private static BackupProtos.BackupImage toProto(BackupImage image, String root) {
    BackupProtos.BackupImage.Builder proto =
        BackupProtos.BackupImage.newBuilder()
            .setBackupId(image.id().toString())
            .setBackupType(BackupProtos.BackupType.valueOf(image.type().name()))
            .setBackupRootDir(root)
            .setStartTs(image.started().toEpochMilli())
            .setCompleteTs(image.completed().toEpochMilli());
    for (TableName table : image.tables()) {
      proto.addTableList(ProtobufUtil.toProtoTableName(table));
    }
    for (BackupImage ancestor : image.ancestors()) {
      proto.addAncestors(toProto(ancestor, root));
    }
    image
        .previousTimestamps()
        .forEach((table, servers) -> proto.addTstMap(Boundaries.toProto(table, servers)));
    return proto.build();
  }

  private static BackupImage fromProto(BackupProtos.BackupImage proto) {
    Map<TableName, Map<String, Long>> previous = new HashMap<>();
    for (BackupProtos.TableServerTimestamp table : proto.getTstMapList()) {
      previous.put(ProtobufUtil.toTableName(table.getTableName()), Boundaries.fromProto(table));
    }
    List<TableName> tables =
        proto.getTableListList().stream().map(ProtobufUtil::toTableName).toList();
    return new BackupImage(
        ImageId.parse(proto.getBackupId()),
        ImageType.valueOf(proto.getBackupType().name()),
        tables,
        Instant.ofEpochMilli(proto.getStartTs()),
        Instant.ofEpochMilli(proto.getCompleteTs()),
        proto.getAncestorsList().stream().map(StockManifest::fromProto).toList(),
        previous);
  }
}
