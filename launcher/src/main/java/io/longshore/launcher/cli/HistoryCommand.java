package io.longshore.launcher.cli;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.option.DataSize;
import io.longshore.launcher.hbase.WalPin;
import io.longshore.launcher.output.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.hbase.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code history}. */
@Command(
    name = "history",
    description =
        "Lists backups, newest first: those the cluster knows, or with -p those that lie"
            + " in a root, for which no cluster is needed.")
final class HistoryCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Option(names = "-n", paramLabel = "N", description = "How many at most; 10 if not given.")
  private int most = 10;

  @Option(names = "-p", paramLabel = "ROOT", description = "The backup root to look into.")
  private String root;

  @Mixin private TableOptions tables;

  /** One backup. */
  record Line(
      String id,
      String type,
      String state,
      List<String> tables,
      Instant started,
      Optional<Instant> completed,
      Optional<Long> bytes,
      String root,
      Optional<String> failure) {}

  /** What is printed. */
  record Result(List<Line> backups) {}

  @Override
  public Integer call() throws IOException {
    try (Workplace workplace = new Workplace(longshore)) {
      Set<TableName> wanted = new HashSet<>(tables.resolve(workplace.cluster()));
      List<Line> lines = root == null ? known(workplace) : lying(workplace);
      List<Line> shown =
          lines.stream()
              .filter(
                  line ->
                      wanted.isEmpty()
                          || line.tables().stream()
                              .anyMatch(table -> wanted.contains(TableName.valueOf(table))))
              .limit(most)
              .toList();
      workplace.output().result(new Result(shown), out -> print(shown, out));
    }
    return 0;
  }

  private static List<Line> known(Workplace workplace) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (BackupSession session : workplace.cluster().backupSystem().sessions()) {
      if (!WalPin.isPin(session)) {
        lines.add(
            new Line(
                session.id().toString(),
                session.type().name(),
                session.state().name(),
                names(session.tables()),
                session.started(),
                session.completed(),
                Optional.empty(),
                session.root(),
                session.failure()));
      }
    }
    return lines;
  }

  private List<Line> lying(Workplace workplace) throws IOException {
    ImageStore images = ImageStore.at(ImageLayout.of(root), workplace.conf());
    List<Line> lines = new ArrayList<>();
    for (ImageId id : images.list()) {
      BackupImage image = images.read(id);
      lines.add(
          0,
          new Line(
              id.toString(),
              image.type().name(),
              BackupSession.State.COMPLETE.name(),
              names(image.tables()),
              image.started(),
              Optional.of(image.completed()),
              images.inventory(id).map(ImageInventory::bytes),
              root,
              Optional.empty()));
    }
    return lines;
  }

  private static List<String> names(List<TableName> tables) {
    return tables.stream().map(TableName::getNameAsString).sorted().toList();
  }

  private static void print(List<Line> lines, PrintStream out) {
    if (lines.isEmpty()) {
      out.println("No backups.");
      return;
    }
    TextTable table = new TextTable("ID", "TYPE", "STATE", "STARTED", "SIZE", "TABLES");
    for (Line line : lines) {
      table.row(
          line.id(),
          line.type(),
          line.state(),
          Times.local(line.started()),
          line.bytes().map(bytes -> new DataSize(bytes).toString()).orElse(""),
          String.join(" ", line.tables()));
    }
    table.print(out);
  }
}
