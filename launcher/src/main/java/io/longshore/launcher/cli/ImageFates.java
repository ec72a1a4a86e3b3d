package io.longshore.launcher.cli;

import io.longshore.core.option.DataSize;
import io.longshore.launcher.output.TextTable;
import io.longshore.launcher.session.Deletes.Fate;
import java.io.PrintStream;
import java.util.List;

/**
 * What is printed of images that are deleted, or would be.
 *
 * @param bytes of those that go, as far as inventories know
 */
record ImageFates(String root, boolean dryRun, List<Fate> images, long bytes) {
  static ImageFates of(String root, boolean dryRun, List<Fate> images) {
    long bytes =
        images.stream().filter(Fate::deleted).mapToLong(fate -> fate.bytes().orElse(0L)).sum();
    return new ImageFates(root, dryRun, images, bytes);
  }

  void print(PrintStream out) {
    long count = images.stream().filter(Fate::deleted).count();
    if (count < images.size() || dryRun) {
      TextTable table = new TextTable("ID", "", "SIZE", "WHY");
      for (Fate fate : images) {
        table.row(
            fate.id(),
            fate.deleted() ? "delete" : "keep",
            fate.bytes().map(size -> new DataSize(size).toString()).orElse(""),
            fate.why());
      }
      table.print(out);
    }
    out.println(
        (dryRun ? "Would delete " : "Deleted ")
            + count
            + (count == 1 ? " image, " : " images, ")
            + new DataSize(bytes)
            + ".");
    if (dryRun) {
      out.println("Nothing was changed. Leave out --dry-run to delete.");
    }
  }
}
