package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.StoreFile;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * A backup image, or what changed from one to another.
 *
 * @param root in which it lies
 * @param before the image from which on, empty for all
 */
record ImageName(String root, String before, String id) implements FilesOrigin {
  @Override
  public LongshoreException missing(Configuration conf, StoreFile file, Throwable cause)
      throws IOException {
    return ImageStore.at(ImageLayout.of(root), conf).isPublished(ImageId.parse(id))
        ? Errors.sourceFileMissing(file.places(), cause)
        : Errors.imageDeleted(id, cause);
  }

  @Override
  public String format() {
    return BackupDataSource.NAME;
  }

  @Override
  public String toString() {
    return (before.isEmpty() ? "image " + id : "changes from " + before + " to " + id)
        + " of "
        + root;
  }
}
