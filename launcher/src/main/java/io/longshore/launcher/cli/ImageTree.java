package io.longshore.launcher.cli;

import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.core.option.DataSize;
import io.longshore.launcher.output.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;

/**
 * The images of a root: each full one with those that continue it.
 *
 * @param chains oldest first
 */
record ImageTree(List<Node> chains) {
  /**
   * One image.
   *
   * @param from of an incremental one, when the image before it was begun: its WALs are those
   *     between
   * @param bytes empty where it has no inventory
   * @param continuedBy of a full one, oldest first
   */
  record Node(
      String id,
      ImageType type,
      Optional<Instant> from,
      Instant started,
      Optional<Long> bytes,
      List<String> tables,
      List<Node> continuedBy) {}

  /**
   * @param wanted whose images are shown; empty for all
   */
  static ImageTree of(ImageStore images, Set<TableName> wanted) throws IOException {
    List<BackupImage> sorted = new ArrayList<>(images.images());
    sorted.removeIf(image -> !wanted.isEmpty() && Collections.disjoint(image.tables(), wanted));
    sorted.sort(BackupImage.OLDEST_FIRST);
    Map<ImageId, Node> fulls = new LinkedHashMap<>();
    List<Node> chains = new ArrayList<>();
    for (BackupImage image : sorted) {
      Optional<BackupImage> before =
          image.ancestors().stream().max(Comparator.comparing(BackupImage::started));
      Node node =
          new Node(
              image.id().toString(),
              image.type(),
              before.map(BackupImage::started),
              image.started(),
              images.inventory(image.id()).map(ImageInventory::bytes),
              image.tables().stream().map(TableName::getNameAsString).sorted().toList(),
              new ArrayList<>());
      Optional<Node> full =
          image.ancestors().stream()
              .filter(ancestor -> fulls.containsKey(ancestor.id()))
              .max(Comparator.comparing(BackupImage::started))
              .map(ancestor -> fulls.get(ancestor.id()));
      // One whose full image is gone stands by itself.
      full.map(Node::continuedBy).orElse(chains).add(node);
      if (image.type() == ImageType.FULL) {
        fulls.put(image.id(), node);
      }
    }
    return new ImageTree(chains);
  }

  void print(Instant now, PrintStream out) {
    if (chains.isEmpty()) {
      out.println("No backups.");
      return;
    }
    TextTable table = new TextTable("ID", "TYPE", "SIZE", "WALS FROM", "TO", "AGE", "TABLES");
    for (Node full : chains) {
      row("", full, now, table);
      List<Node> others = full.continuedBy();
      for (int i = 0; i < others.size(); i++) {
        row(i == others.size() - 1 ? "└ " : "├ ", others.get(i), now, table);
      }
    }
    table.print(out);
  }

  private static void row(String branch, Node node, Instant now, TextTable table) {
    table.row(
        branch + node.id(),
        node.type(),
        node.bytes().map(bytes -> new DataSize(bytes).toString()).orElse("-"),
        node.from().map(Times::minute).orElse(""),
        Times.minute(node.started()),
        age(Duration.between(node.started(), now)),
        String.join(" ", node.tables()));
  }

  private static String age(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d";
    }
    return age.toHours() > 0 ? age.toHours() + " h" : age.toMinutes() + " min";
  }
}
