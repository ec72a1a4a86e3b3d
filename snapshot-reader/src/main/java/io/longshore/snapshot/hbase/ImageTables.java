package io.longshore.snapshot.hbase;

import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.FSTableDescriptors;

/** The descriptors of tables in incremental images, which the stock restore reads too. */
public final class ImageTables {
  private ImageTables() {}

  /** Writes a table's descriptor into an image, in place of one that is there. */
  public static List<ImageFile> write(
      ImageLayout layout, ImageId image, TableDescriptor table, Configuration conf)
      throws IOException {
    Path directory = layout.table(image, table.getTableName());
    FileSystem fs = TargetStore.rawFileSystem(directory, conf);
    Path descriptors = new Path(directory, FSTableDescriptors.TABLEINFO_DIR);
    fs.delete(descriptors, true);
    FSTableDescriptors.createTableDescriptorForTableDirectory(fs, directory, table, true);
    return written(layout, image, descriptors, conf);
  }

  /** What an image's inventory says of the files in a directory of it. */
  public static List<ImageFile> written(
      ImageLayout layout, ImageId image, Path directory, Configuration conf) throws IOException {
    FileSystem fs = TargetStore.rawFileSystem(directory, conf);
    List<ImageFile> files = new ArrayList<>();
    for (FileStatus file : fs.listStatus(directory)) {
      CRC32C crc = new CRC32C();
      try (InputStream in = new CheckedInputStream(fs.open(file.getPath()), crc)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      files.add(
          new ImageFile(
              layout.inImage(image, file.getPath().toString()), file.getLen(), Checksum.of(crc)));
    }
    return files;
  }
}
