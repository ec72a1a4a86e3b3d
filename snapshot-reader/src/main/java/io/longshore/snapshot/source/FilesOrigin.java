package io.longshore.snapshot.source;

import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.StoreFile;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** What a table's files are of: two that are equal have the same files. Its text is for people. */
interface FilesOrigin extends Serializable {
  /** The name of the source that reads it. */
  String format();

  /** A file is in none of its places; says what is to be thrown. */
  LongshoreException missing(Configuration conf, StoreFile file, Throwable cause)
      throws IOException;
}
