package io.longshore.core.image;

import io.longshore.core.error.Errors;
import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;

/**
 * Where things lie under a backup root. The layout is HBase's own ({@code HBackupFileSystem},
 * {@code BackupUtils}); what is ours begins with {@code .longshore}.
 *
 * @param name the root as the user wrote it: the stock tables know a root by this text
 */
public record ImageLayout(Path root, String name) {
  public static final String MANIFEST = ".backup.manifest";
  public static final String INVENTORY = "longshore-inventory.jsonl";

  /** What the regions' cells come to, once they were read. */
  public static final String DIGESTS = "longshore-digests.jsonl";

  public static final String SNAPSHOT_DIRECTORY = ".hbase-snapshot";
  public static final String ARCHIVE = "archive";

  /**
   * @param root a URI with a scheme, as typed by the user
   */
  public static ImageLayout of(String root) {
    URI uri;
    try {
      uri = new Path(root).toUri();
    } catch (IllegalArgumentException e) {
      throw Errors.rootWithoutScheme(root);
    }
    if (uri.getScheme() == null) {
      throw Errors.rootWithoutScheme(root);
    }
    if (uri.getPath().isEmpty() || uri.getPath().equals("/")) {
      throw Errors.rootIsTop(root);
    }
    return new ImageLayout(new Path(root), root);
  }

  public Path image(ImageId id) {
    return new Path(root, id.toString());
  }

  public Path manifest(ImageId id) {
    return new Path(image(id), MANIFEST);
  }

  public Path inventory(ImageId id) {
    return new Path(image(id), INVENTORY);
  }

  /** A path of an image, relative to its directory. */
  public String inImage(ImageId id, String path) {
    // A file system may write its own name otherwise than the user did.
    String image = image(id).toUri().getPath() + "/";
    return new Path(path).toUri().getPath().substring(image.length());
  }

  /** The directory of one table in an image; for a full image it is laid out as a root of HBase. */
  public Path table(ImageId id, TableName table) {
    return new Path(
        new Path(image(id), table.getNamespaceAsString()), table.getQualifierAsString());
  }

  /** What is not finished; on the root's file system, so that files can be renamed out of it. */
  public Path scratch(String session) {
    return new Path(new Path(root, ".tmp"), session);
  }

  /** Where damaged WALs of an image are put aside. */
  public Path quarantine(ImageId id) {
    return new Path(new Path(new Path(root, ".longshore"), "quarantine"), id.toString());
  }

  /** The journals of all sessions. */
  public Path sessions() {
    return new Path(new Path(root, ".longshore"), "sessions");
  }

  public Path session(String session) {
    return new Path(sessions(), session);
  }

  /** The root as the user wrote it. */
  @Override
  public String toString() {
    return name;
  }
}
