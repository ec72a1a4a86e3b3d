package io.longshore.core.image;

import io.longshore.core.error.Errors;
import java.util.regex.Pattern;

/**
 * The id of a backup image, {@code backup_<epochMillis>} as in HBase. Ids order by their number.
 */
public record ImageId(long millis) implements Comparable<ImageId> {
  private static final String PREFIX = "backup_";
  private static final Pattern FORM = Pattern.compile(PREFIX + "(0|[1-9]\\d{0,17})");

  public static ImageId parse(String text) {
    if (!isImageId(text)) {
      throw Errors.invalidArgument(
          "\"" + text + "\" is not the id of a backup image.",
          "Ids look like backup_1732150000000; `longshore history` lists them.");
    }
    return new ImageId(Long.parseLong(text.substring(PREFIX.length())));
  }

  /** Whether a directory's name is that of an image. */
  public static boolean isImageId(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(ImageId other) {
    return Long.compare(millis, other.millis);
  }

  @Override
  public String toString() {
    return PREFIX + millis;
  }
}
