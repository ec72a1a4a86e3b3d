package io.longshore.core.image;

import java.util.Optional;
import org.apache.hadoop.hbase.TableName;

/**
 * Of which region an HFile in an image is, by where it lies.
 *
 * @param table its name; of a file that a clone shares with another table, that one's
 * @param region the encoded name; empty where a file is of several, as those out of WALs
 */
public record HFilePath(String table, String region) {
  private static final int OF_SEVERAL = 4;
  private static final int BULK_LOADED = 5;
  private static final int OF_SNAPSHOT = 9;

  /**
   * Reads a path.
   *
   * @param path relative to the image's directory
   * @return empty where there is something else than an HFile
   */
  public static Optional<HFilePath> parse(String path) {
    if (path.startsWith(".") || path.contains("/.")) {
      return Optional.empty();
    }
    String[] parts = path.split("/");
    return switch (parts.length) {
      case OF_SEVERAL -> Optional.of(new HFilePath(table(parts[0], parts[1]), ""));
      case BULK_LOADED -> Optional.of(new HFilePath(table(parts[0], parts[1]), parts[2]));
      case OF_SNAPSHOT -> Optional.of(new HFilePath(table(parts[4], parts[5]), parts[6]));
      default -> Optional.empty();
    };
  }

  private static String table(String namespace, String qualifier) {
    return TableName.valueOf(namespace, qualifier).getNameAsString();
  }
}
