package io.longshore.launcher.cli;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.copy.ManyFiles;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.core.option.DataSize;
import io.longshore.launcher.hbase.WalPin;
import io.longshore.launcher.output.Clock;
import io.longshore.launcher.output.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
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
            + " in a root, for which no cluster is needed.",
    footer = {
      "",
      "Examples:",
      "  longshore history -n 20 -t orders",
      "  longshore history -p hdfs://nameservice/backups --tree"
    })
final class HistoryCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Option(names = "-n", paramLabel = "N", description = "How many at most; 10 if not given.")
  private int most = 10;

  @Option(names = "-p", paramLabel = "ROOT", description = "The backup root to look into.")
  private String root;

  @Option(
      names = "--tree",
      description = "With -p: each full image with those that continue it, oldest first.")
  private boolean tree;

  @Mixin private TableOptions tables;

  /** One backup. */
  record Line(
      String id,
      String type,
      String state,
      List<String> tables,
      Instant started,
      Optional<Instant> completed,
      Optional<Long> milliseconds,
      Optional<Long> bytes,
      Optional<WalsRead> wals,
      String root,
      Optional<String> failure) {

    Optional<Duration> took() {
      return milliseconds.map(Duration::ofMillis);
    }

    Line withBytes(Optional<Long> known) {
      return new Line(
          id, type, state, tables, started, completed, milliseconds, known, wals, root, failure);
    }

    Line withWals(Optional<WalsRead> known) {
      return new Line(
          id, type, state, tables, started, completed, milliseconds, bytes, known, root, failure);
    }
  }

  /** What is printed. */
  record Result(List<Line> backups) {}

  @Override
  public Integer call() throws IOException {
    if (tree && root == null) {
      throw Errors.invalidArgument("--tree is of one root.", "Name it with -p ROOT.");
    }
    try (Workplace workplace = new Workplace(longshore)) {
      Set<TableName> wanted = new HashSet<>(tables.resolve(workplace.cluster()));
      if (tree) {
        ImageTree all = ImageTree.of(ImageStore.at(ImageLayout.of(root), workplace.conf()), wanted);
        workplace.output().result(all, out -> all.print(Instant.now(), out));
        return 0;
      }
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
      List<Line> result = root == null ? withWals(shown, workplace) : withFiles(shown, workplace);
      workplace.output().result(new Result(result), out -> print(result, out));
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
                session.completed().map(end -> millis(session.started(), end)),
                Optional.empty(),
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
    for (BackupImage image : images.images()) {
      lines.add(
          0,
          new Line(
              image.id().toString(),
              image.type().name(),
              BackupSession.State.COMPLETE.name(),
              names(image.tables()),
              image.started(),
              Optional.of(image.completed()),
              Optional.of(millis(image.started(), image.completed())),
              Optional.empty(),
              Optional.empty(),
              root,
              Optional.empty()));
    }
    return lines;
  }

  /** Of images in the root that was named: what cannot be read is an error. */
  private List<Line> withFiles(List<Line> lines, Workplace workplace) throws IOException {
    ImageStore images = ImageStore.at(ImageLayout.of(root), workplace.conf());
    return ManyFiles.map(
        lines,
        line -> {
          Optional<ImageInventory> inventory = images.inventory(ImageId.parse(line.id()));
          return line.withBytes(inventory.map(ImageInventory::bytes))
              .withWals(wals(line, inventory));
        });
  }

  /** Of images that the cluster knows: their roots may be anywhere, or gone. */
  private static List<Line> withWals(List<Line> lines, Workplace workplace) {
    Set<String> unreadable = new HashSet<>();
    List<Line> all = new ArrayList<>();
    for (Line line : lines) {
      boolean published = line.state().equals(BackupSession.State.COMPLETE.name());
      all.add(
          published && isIncremental(line) && !unreadable.contains(line.root())
              ? line.withWals(wals(line, ifReadable(line, workplace, unreadable)))
              : line);
    }
    return all;
  }

  private static Optional<ImageInventory> ifReadable(
      Line line, Workplace workplace, Set<String> unreadable) {
    try {
      ImageStore images = ImageStore.at(ImageLayout.of(line.root()), workplace.conf());
      ImageId id = ImageId.parse(line.id());
      return images.isPublished(id) ? images.inventory(id) : Optional.empty();
    } catch (LongshoreException e) {
      workplace.output().notice(e.getMessage());
    } catch (IOException | RuntimeException e) {
      // Not asked again: a file system that is away takes its time to say so.
      unreadable.add(line.root());
      workplace.output().notice("Cannot look into " + line.root() + ": " + Errors.reason(e));
    }
    return Optional.empty();
  }

  private static Optional<WalsRead> wals(Line line, Optional<ImageInventory> inventory) {
    return inventory.filter(all -> isIncremental(line)).map(all -> WalsRead.of(all, line.took()));
  }

  private static boolean isIncremental(Line line) {
    return line.type().equals(ImageType.INCREMENTAL.name());
  }

  private static long millis(Instant started, Instant completed) {
    return Duration.between(started, completed).toMillis();
  }

  private static List<String> names(List<TableName> tables) {
    return tables.stream().map(TableName::getNameAsString).sorted().toList();
  }

  private static void print(List<Line> lines, PrintStream out) {
    if (lines.isEmpty()) {
      out.println("No backups.");
      return;
    }
    TextTable table =
        new TextTable(
            "ID", "TYPE", "STATE", "STARTED", "TOOK", "SIZE", "WALS", "CELLS", "READ", "RATE",
            "TABLES");
    for (Line line : lines) {
      String none = isIncremental(line) ? "-" : "";
      Optional<WalsRead> wals = line.wals();
      table.row(
          line.id(),
          line.type(),
          line.state(),
          Times.local(line.started()),
          line.took().map(Clock::of).orElse(""),
          line.bytes().map(bytes -> new DataSize(bytes).toString()).orElse(""),
          wals.map(all -> String.valueOf(all.count())).orElse(none),
          wals.flatMap(WalsRead::cells).map(String::valueOf).orElse(none),
          wals.map(all -> new DataSize(all.read()).toString()).orElse(none),
          wals.flatMap(WalsRead::bytesPerSecond)
              .map(rate -> new DataSize(rate) + "/s")
              .orElse(none),
          String.join(" ", line.tables()));
    }
    table.print(out);
  }
}
