package io.longshore.snapshot.hbase;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.CoprocessorDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;

/** The snapshots that a full image holds, one a table. */
public final class ImageSnapshots {
  private final ImageLayout layout;
  private final Configuration conf;

  public ImageSnapshots(ImageLayout layout, Configuration conf) {
    this.layout = layout;
    this.conf = conf;
  }

  /**
   * What is to be copied of a table.
   *
   * @throws io.longshore.core.error.LongshoreException if the image holds no snapshot of the table,
   *     or more than one
   */
  public SnapshotContents read(ImageId image, TableName table) throws IOException {
    return new SnapshotFiles(layout.table(image, table), conf).read(name(image, table));
  }

  /**
   * What is to be read of a table.
   *
   * @throws io.longshore.core.error.LongshoreException if the image holds no snapshot of the table,
   *     or more than one
   */
  public TableFiles table(ImageId image, TableName table) throws IOException {
    return new SnapshotFiles(layout.table(image, table), conf).table(name(image, table));
  }

  /** The files of a table's MOB values. */
  public List<SnapshotFile> mobFiles(ImageId image, TableName table) throws IOException {
    return new SnapshotFiles(layout.table(image, table), conf).mobFiles(name(image, table));
  }

  private String name(ImageId image, TableName table) throws IOException {
    Path directory = layout.table(image, table);
    FileSystem fs = TargetStore.rawFileSystem(directory, conf);
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus child : fs.listStatus(new Path(directory, ImageLayout.SNAPSHOT_DIRECTORY))) {
        if (child.isDirectory() && !child.getPath().getName().startsWith(".")) {
          names.add(child.getPath().getName());
        }
      }
    } catch (FileNotFoundException e) {
      // Said below.
      names.clear();
    }
    if (names.size() != 1) {
      throw Errors.imageDamaged(
          "Image "
              + image
              + " holds "
              + (names.isEmpty() ? "no snapshot" : names.size() + " snapshots")
              + " of table "
              + table
              + ".",
          "Run `longshore verify " + layout + " " + image + "` to see what is missing.");
    }
    return names.get(0);
  }

  /** The same table without its coprocessors. */
  public static TableDescriptor withoutCoprocessors(TableDescriptor table) {
    TableDescriptorBuilder builder = TableDescriptorBuilder.newBuilder(table);
    for (CoprocessorDescriptor coprocessor : table.getCoprocessorDescriptors()) {
      builder.removeCoprocessor(coprocessor.getClassName());
    }
    return builder.build();
  }
}
