package io.longshore.launcher.cli;

import io.longshore.core.backup.BackupSystem;
import io.longshore.core.error.Errors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.hbase.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code set add|remove|list|describe|delete}. */
@Command(
    name = "set",
    description = "Keeps named sets of tables.",
    footer = {"", "Example: longshore set add nightly orders,customers"})
final class SetCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Parameters(index = "0", paramLabel = "add|remove|list|describe|delete")
  private Action action;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The set.")
  private String name;

  @Parameters(
      index = "2",
      arity = "0..1",
      split = ",",
      paramLabel = "TABLES",
      description = "Tables, comma-separated.")
  private List<String> tables = List.of();

  /** What is done with a set. */
  enum Action {
    add,
    remove,
    list,
    describe,
    delete
  }

  /** One set. */
  record Line(String name, List<String> tables) {}

  /** What is printed. */
  record Result(List<Line> sets) {}

  @Override
  public Integer call() throws IOException {
    requireArguments();
    try (Workplace workplace = new Workplace(longshore)) {
      BackupSystem system = workplace.cluster().backupSystem();
      List<TableName> named = tables.stream().map(TableOptions::parse).toList();
      switch (action) {
        case add -> system.addToSet(name, named);
        case remove -> {
          require(system);
          system.removeFromSet(name, named);
        }
        case delete -> {
          require(system);
          system.deleteSet(name);
        }
        case describe -> require(system);
        case list -> name = null;
      }
      Result result = new Result(read(system));
      workplace
          .output()
          .result(
              result,
              out ->
                  result
                      .sets()
                      .forEach(
                          set ->
                              out.println(
                                  set.name() + "={" + String.join(",", set.tables()) + "}")));
    }
    return 0;
  }

  private void requireArguments() {
    if (action != Action.list && name == null) {
      throw Errors.invalidArgument("Which set?", "Write `longshore set " + action + " NAME ...`.");
    }
    if ((action == Action.add || action == Action.remove) && tables.isEmpty()) {
      throw Errors.invalidArgument(
          "Which tables?", "Write `longshore set " + action + " " + name + " TABLES`.");
    }
  }

  private void require(BackupSystem system) throws IOException {
    if (system.set(name).isEmpty()) {
      throw Errors.invalidArgument(
          "There is no backup set " + name + ".",
          "Run `longshore set list` to see which there are.");
    }
  }

  /** The named set as it is now, or all of them. */
  private List<Line> read(BackupSystem system) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String each : system.sets()) {
      if (name == null || name.equals(each)) {
        List<String> members =
            system.set(each).orElse(List.of()).stream()
                .map(TableName::getNameAsString)
                .sorted()
                .toList();
        lines.add(new Line(each, members));
      }
    }
    return lines;
  }
}
