package io.longshore.snapshot.hbase;

import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageStore;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.FSTableDescriptors;

/** The descriptors of tables in incremental images, which the stock restore reads too. */
public final class ImageTables {
  private ImageTables() {}

  /** Writes a table's descriptor into an image, in place of one that is there. */
  public static List<ImageFile> write(ImageStore images, ImageId image, TableDescriptor table)
      throws IOException {
    Path directory = images.layout().table(image, table.getTableName());
    FileSystem fs = images.fileSystem();
    Path descriptors = new Path(directory, FSTableDescriptors.TABLEINFO_DIR);
    fs.delete(descriptors, true);
    FSTableDescriptors.createTableDescriptorForTableDirectory(fs, directory, table, true);
    return images.filesIn(image, descriptors);
  }
}
