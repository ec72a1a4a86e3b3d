package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.launcher.hbase.Cluster;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;
import picocli.CommandLine.Option;

/** Which tables: named, or as a backup set. */
final class TableOptions {
  @Option(
      names = "-t",
      paramLabel = "TABLES",
      split = ",",
      description = "Tables, comma-separated.")
  private List<String> tables = List.of();

  @Option(names = "-s", paramLabel = "SET", description = "A backup set, in place of -t.")
  private String set;

  /** The tables, empty where none were named. */
  List<TableName> resolve(Cluster cluster) throws IOException {
    if (set != null && !tables.isEmpty()) {
      throw Errors.invalidArgument(
          "Options -s and -t are mutually exclusive.", "Give one of them.");
    }
    if (set != null) {
      return cluster
          .backupSystem()
          .set(set)
          .orElseThrow(
              () ->
                  Errors.invalidArgument(
                      "There is no backup set " + set + ".",
                      "Run `longshore set list` to see which there are."));
    }
    List<TableName> named = tables.stream().map(TableOptions::parse).toList();
    requireOnce(named);
    return named;
  }

  /** Two things made of one table, or one of two, would stand in each other's way. */
  static void requireOnce(List<TableName> named) {
    Set<TableName> seen = new HashSet<>();
    for (TableName table : named) {
      if (!seen.add(table)) {
        throw Errors.invalidArgument("Table " + table + " is named twice.", "Name it once.");
      }
    }
  }

  static TableName parse(String name) {
    try {
      return TableName.valueOf(name.trim());
    } catch (IllegalArgumentException e) {
      throw Errors.invalidArgument(
          "\"" + name + "\" is no name of a table: " + e.getMessage(),
          "Write it as table or namespace:table.");
    }
  }
}
