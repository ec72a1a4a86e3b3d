package io.longshore.core.copy;

import io.longshore.core.error.Errors;
import io.longshore.core.option.ConfigOption;
import io.longshore.core.option.LongshoreOptions;
import java.io.Serializable;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;

/**
 * How files are copied.
 *
 * @param bufferSize bytes read at once
 * @param attempts how often one file is tried
 * @param backoff the wait before the second attempt; doubled each time
 * @param verify whether what was written is read back and compared
 * @param partSize files longer than this are copied in parts of this size
 * @param attributes what the copies' owner, group and mode are to be
 */
public record CopySettings(
    int bufferSize,
    int attempts,
    Duration backoff,
    boolean verify,
    long partSize,
    FileAttributes attributes)
    implements Serializable {
  private static final int MOST_BUFFER = 1 << 30;

  public CopySettings {
    requireAtLeast(1, bufferSize, LongshoreOptions.BUFFER_SIZE);
    requireAtLeast(1, attempts, LongshoreOptions.COPY_ATTEMPTS);
    requireAtLeast(1, backoff.toMillis(), LongshoreOptions.COPY_BACKOFF);
    requireAtLeast(1, partSize, LongshoreOptions.PART_SIZE);
  }

  public static CopySettings from(Configuration conf) {
    return new CopySettings(
        (int) Math.min(MOST_BUFFER, LongshoreOptions.BUFFER_SIZE.read(conf).bytes()),
        LongshoreOptions.COPY_ATTEMPTS.read(conf),
        LongshoreOptions.COPY_BACKOFF.read(conf),
        true,
        LongshoreOptions.PART_SIZE.read(conf).bytes(),
        FileAttributes.NONE);
  }

  private static void requireAtLeast(long least, long value, ConfigOption<?> option) {
    if (value < least) {
      throw Errors.invalidArgument(
          option.key() + " is " + value + "; it must be at least " + least + ".",
          "The default is " + option.defaultText() + ".");
    }
  }

  /** The same, trusting the store to have written what it was given. */
  public CopySettings withoutVerification() {
    return new CopySettings(bufferSize, attempts, backoff, false, partSize, attributes);
  }

  public CopySettings withAttributes(FileAttributes wanted) {
    return new CopySettings(bufferSize, attempts, backoff, verify, partSize, wanted);
  }
}
