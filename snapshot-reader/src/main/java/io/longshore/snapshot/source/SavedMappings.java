package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.ColumnMapping;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;

/**
 * Mappings that were kept: in a directory, as {@code NAMESPACE.TABLE.json} or {@code
 * NAMESPACE.TABLE.columns} in our own notation, or in a property of the table in HBase.
 */
final class SavedMappings {
  private SavedMappings() {}

  /**
   * @param directory empty for none
   * @param property of the table's descriptor
   */
  static Optional<ColumnMapping> of(TableView view, String directory, String property)
      throws IOException {
    TableName table = view.files().tableName();
    if (!directory.isEmpty()) {
      Path files = new Path(directory);
      FileSystem fs = files.getFileSystem(view.options().conf());
      String name = table.getNamespaceAsString() + "." + table.getQualifierAsString();
      for (String kind : new String[] {".json", ".columns"}) {
        Optional<String> text = read(fs, new Path(files, name + kind));
        if (text.isPresent()) {
          return text.map(SavedMappings::parse);
        }
      }
    }
    return Optional.ofNullable(view.files().tableDescriptor().getValue(property))
        .map(SavedMappings::parse);
  }

  private static ColumnMapping parse(String text) {
    return text.strip().startsWith("{")
        ? ColumnMapping.ofJson(text)
        : ColumnMapping.parse(text, Map.of());
  }

  private static Optional<String> read(FileSystem fs, Path file) throws IOException {
    try (FSDataInputStream in = fs.open(file)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
