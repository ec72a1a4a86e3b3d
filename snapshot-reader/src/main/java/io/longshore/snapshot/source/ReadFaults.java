package io.longshore.snapshot.source;

import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.StoreFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Store files that are gone, or damaged, as the options of a reading say. */
final class ReadFaults implements FileFaults {
  private static final Logger LOG = LoggerFactory.getLogger(ReadFaults.class);

  private final Configuration conf;
  private final FilesOrigin origin;
  private final boolean skipsDamage;

  ReadFaults(Configuration conf, FilesOrigin origin, boolean skipsDamage) {
    this.conf = conf;
    this.origin = origin;
    this.skipsDamage = skipsDamage;
  }

  @Override
  public LongshoreException missing(StoreFile file, Throwable cause) {
    try {
      return origin.missing(conf, file, cause);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void damaged(String place, long offset, Throwable cause) {
    if (!skipsDamage) {
      FileFaults.super.damaged(place, offset, cause);
    }
    LOG.warn("Passed over the damaged block at byte {} of {}: {}", offset, place, cause.toString());
  }
}
