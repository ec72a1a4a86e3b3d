package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.TableName;
import picocli.CommandLine.Option;

/** What tables of an image are called in the cluster. */
final class MappingOption {
  @Option(
      names = "-m",
      paramLabel = "TABLES",
      split = ",",
      description = "What the tables of -t are called in the cluster, in the same order.")
  private List<String> names = List.of();

  /** Each table with its name in the cluster, which is its own where nothing is mapped. */
  Map<TableName, TableName> of(List<TableName> tables) {
    if (!names.isEmpty() && names.size() != tables.size()) {
      throw Errors.invalidArgument(
          "-m names " + names.size() + " tables, -t names " + tables.size() + ".",
          "Give a name for each table of -t.");
    }
    Map<TableName, TableName> mapping = new LinkedHashMap<>();
    for (int i = 0; i < tables.size(); i++) {
      mapping.put(
          tables.get(i), names.isEmpty() ? tables.get(i) : TableOptions.parse(names.get(i)));
    }
    TableOptions.requireOnce(List.copyOf(mapping.values()));
    return mapping;
  }
}
