package io.longshore.snapshot.hbase;

import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;

/** The HFiles of a table in an incremental image. */
public final class ImageHFiles {
  private final ImageLayout layout;
  private final Configuration conf;
  private final ImageStore images;

  public ImageHFiles(ImageLayout layout, Configuration conf) throws IOException {
    this.layout = layout;
    this.conf = conf;
    this.images = ImageStore.at(layout, conf);
  }

  /**
   * One file.
   *
   * @param path in its table's directory: the family's and its own name at the end
   * @param checksum where an inventory says it
   */
  public record File(Path place, String path, long length, Optional<Checksum> checksum) {
    public String family() {
      return place.getParent().getName();
    }
  }

  /** Those that the inventory lists, or, in an image of the stock tools, those that are there. */
  public List<File> of(ImageId image, TableName table) throws IOException {
    Path directory = layout.table(image, table);
    Optional<ImageInventory> inventory = images.inventory(image);
    List<File> files = new ArrayList<>();
    if (inventory.isPresent()) {
      String prefix =
          directory.toUri().getPath().substring(layout.image(image).toUri().getPath().length() + 1)
              + "/";
      for (ImageFile file : inventory.get().files()) {
        if (file.path().startsWith(prefix) && !file.path().contains("/.")) {
          String path = file.path().substring(prefix.length());
          files.add(
              new File(
                  new Path(directory, path), path, file.length(), Optional.of(file.checksum())));
        }
      }
    } else {
      return in(directory, conf);
    }
    return files;
  }

  /** Those that lie in a directory, by family or by region and family; none if it is not there. */
  public static List<File> in(Path directory, Configuration conf) throws IOException {
    List<File> files = new ArrayList<>();
    list(TargetStore.rawFileSystem(directory, conf), directory, "", files);
    return files;
  }

  private static void list(FileSystem fs, Path directory, String path, List<File> files)
      throws IOException {
    FileStatus[] children;
    try {
      children = fs.listStatus(directory);
    } catch (FileNotFoundException e) {
      // An image has no directory of a table that nobody wrote to.
      return;
    }
    for (FileStatus child : children) {
      String name = child.getPath().getName();
      // What MapReduce leaves, beside families that may begin with an underscore.
      boolean isOther =
          name.startsWith(".")
              || (child.isDirectory() ? name.equals("_temporary") : name.startsWith("_"));
      if (isOther) {
        continue;
      }
      if (child.isDirectory()) {
        list(fs, child.getPath(), path + name + "/", files);
      } else if (!path.isEmpty()) {
        files.add(new File(child.getPath(), path + name, child.getLen(), Optional.empty()));
      }
    }
  }
}
