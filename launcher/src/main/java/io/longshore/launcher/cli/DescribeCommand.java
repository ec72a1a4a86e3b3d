package io.longshore.launcher.cli;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.core.option.DataSize;
import io.longshore.launcher.output.Clock;
import io.longshore.launcher.output.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code describe ID}. */
@Command(
    name = "describe",
    description = "Shows all that is known of one backup.",
    footer = {"", "Example: longshore describe backup_1732150000000"})
final class DescribeCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Parameters(paramLabel = "ID", description = "The backup.")
  private String id;

  /**
   * One table of an image; the numbers are missing where there is no inventory.
   *
   * @param images that a restore reads
   * @param restoreBytes of the table's files in all of these
   */
  record Table(
      String name,
      Optional<Long> files,
      Optional<Long> bytes,
      Optional<Integer> images,
      Optional<Long> restoreBytes) {}

  /** What is printed. */
  record Result(
      String id,
      String type,
      String state,
      String phase,
      int progress,
      String root,
      Instant started,
      Optional<Instant> completed,
      Optional<Long> milliseconds,
      Optional<String> failure,
      boolean inventory,
      Optional<WalsRead> wals,
      List<Table> tables) {}

  @Override
  public Integer call() throws IOException {
    ImageId image = ImageId.parse(id);
    try (Workplace workplace = new Workplace(longshore)) {
      BackupSession session =
          workplace
              .cluster()
              .backupSystem()
              .read(image)
              .orElseThrow(() -> Errors.imageNotFound(id, "backup:system"));
      Optional<ImageInventory> inventory = inventory(workplace, session);
      List<Table> tables = new ArrayList<>();
      for (TableName table : session.tables()) {
        tables.add(table(table, inventory, chain(workplace, session, table)));
      }
      Optional<Duration> took =
          session.completed().map(end -> Duration.between(session.started(), end));
      Result result =
          new Result(
              id,
              session.type().name(),
              session.state().name(),
              session.phase().name(),
              session.progress(),
              session.root(),
              session.started(),
              session.completed(),
              took.map(Duration::toMillis),
              session.failure(),
              inventory.isPresent(),
              inventory
                  .filter(all -> session.type() == ImageType.INCREMENTAL)
                  .map(all -> WalsRead.of(all, took)),
              tables);
      workplace.output().result(result, out -> print(result, out));
    }
    return 0;
  }

  private static Optional<ImageInventory> inventory(Workplace workplace, BackupSession session)
      throws IOException {
    ImageStore images = ImageStore.at(ImageLayout.of(session.root()), workplace.conf());
    return images.isPublished(session.id()) ? images.inventory(session.id()) : Optional.empty();
  }

  /** What a table is restored from, as far as each of it has an inventory; else empty. */
  private static List<ImageInventory> chain(
      Workplace workplace, BackupSession session, TableName table) throws IOException {
    ImageStore images = ImageStore.at(ImageLayout.of(session.root()), workplace.conf());
    List<ImageInventory> inventories = new ArrayList<>();
    if (images.isPublished(session.id())) {
      for (BackupImage image : ImageChain.of(images.read(session.id()), table).images()) {
        Optional<ImageInventory> inventory =
            images.isPublished(image.id()) ? images.inventory(image.id()) : Optional.empty();
        if (inventory.isEmpty()) {
          return List.of();
        }
        inventories.add(inventory.get());
      }
    }
    return inventories;
  }

  private static Table table(
      TableName name, Optional<ImageInventory> inventory, List<ImageInventory> chain) {
    boolean known = !chain.isEmpty();
    return new Table(
        name.getNameAsString(),
        inventory.map(all -> filesOf(name, all).count()),
        inventory.map(all -> filesOf(name, all).mapToLong(ImageFile::length).sum()),
        known ? Optional.of(chain.size()) : Optional.empty(),
        known
            ? Optional.of(
                chain.stream()
                    .flatMap(all -> filesOf(name, all))
                    .mapToLong(ImageFile::length)
                    .sum())
            : Optional.empty());
  }

  private static Stream<ImageFile> filesOf(TableName name, ImageInventory inventory) {
    String prefix = name.getNamespaceAsString() + "/" + name.getQualifierAsString() + "/";
    return inventory.files().stream().filter(file -> file.path().startsWith(prefix));
  }

  private static void print(Result result, PrintStream out) {
    out.println("ID:        " + result.id());
    out.println("Type:      " + result.type());
    out.println("State:     " + result.state());
    if (!result.state().equals(BackupSession.State.COMPLETE.name())) {
      out.println("Phase:     " + result.phase() + ", " + result.progress() + "%");
    }
    out.println("Root:      " + result.root());
    out.println("Started:   " + Times.local(result.started()));
    result.completed().ifPresent(end -> out.println("Completed: " + Times.local(end)));
    result
        .milliseconds()
        .ifPresent(took -> out.println("Took:      " + Clock.of(Duration.ofMillis(took))));
    result.failure().ifPresent(why -> out.println("Failure:   " + why));
    if (result.type().equals(ImageType.INCREMENTAL.name())) {
      out.println("WALs:      " + result.wals().map(DescribeCommand::describe).orElse("-"));
    }
    if (result.state().equals(BackupSession.State.COMPLETE.name()) && !result.inventory()) {
      out.println(
          "Inventory: none, or older than the manifest: another tool made or rewrote the image");
    }
    TextTable table = new TextTable("TABLE", "FILES", "SIZE", "RESTORE READS", "IMAGES");
    for (Table each : result.tables()) {
      table.row(
          each.name(),
          each.files().map(String::valueOf).orElse(""),
          each.bytes().map(bytes -> new DataSize(bytes).toString()).orElse(""),
          each.restoreBytes().map(bytes -> new DataSize(bytes).toString()).orElse(""),
          each.images().map(String::valueOf).orElse(""));
    }
    table.print(out);
  }

  private static String describe(WalsRead wals) {
    return wals.count()
        + ", "
        + new DataSize(wals.read())
        + wals.cells().map(cells -> ", " + cells + " cells").orElse("")
        + wals.bytesPerSecond().map(rate -> ", " + new DataSize(rate) + "/s").orElse("")
        + (wals.damaged() > 0 ? ", " + wals.damaged() + " damaged" : "");
  }
}
