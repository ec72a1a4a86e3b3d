package io.longshore.core.image;

import io.longshore.core.copy.Checksum;

/**
 * One file of an image.
 *
 * @param path relative to the image's directory, with {@code /}
 * @param length in bytes
 * @param checksum of its content
 */
public record ImageFile(String path, long length, Checksum checksum) {
  public ImageFile {
    if (path.startsWith("/") || path.isEmpty()) {
      throw new IllegalArgumentException("not a relative path: " + path);
    }
    if (length < 0) {
      throw new IllegalArgumentException("negative length of " + path);
    }
  }
}
