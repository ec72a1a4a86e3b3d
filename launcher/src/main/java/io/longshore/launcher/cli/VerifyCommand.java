package io.longshore.launcher.cli;

import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.core.error.ExitStatus;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.HFilePath;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.core.image.RegionDigest;
import io.longshore.core.image.RegionState;
import io.longshore.core.option.DataSize;
import io.longshore.core.option.Sample;
import io.longshore.jobs.CompareWithLive;
import io.longshore.jobs.VerifyImage;
import io.longshore.snapshot.hbase.ImageSnapshots;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.util.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code verify ROOT ID}. */
@Command(
    name = "verify",
    description =
        "Reads every file of an image and compares it with the inventory; with"
            + " --deep every cell of its HFiles, and with --against-live compares its cells with the"
            + " tables as they are now.",
    footer = {
      "",
      "Exit status 3 means that damage, or a difference, was found.",
      "",
      "Examples:",
      "  longshore verify hdfs://nameservice/backups backup_1732150000000",
      "  longshore verify hdfs://nameservice/backups backup_1732150000000 --deep --sample 5%"
    })
final class VerifyCommand implements Callable<Integer>, OnSpark {
  @ParentCommand Longshore longshore;

  @Parameters(index = "0", paramLabel = "ROOT", description = "The backup root, a URI.")
  private String root;

  @Parameters(index = "1", paramLabel = "ID", description = "The image, or latest.")
  private String id;

  @Option(
      names = "--deep",
      description = {
        "Also reads every cell: block checksums, the order of keys, the rows of regions, counts,",
        "and a digest a region, which is kept and compared the next time."
      })
  private boolean deep;

  @Option(
      names = "--sample",
      paramLabel = "PART",
      description = {
        "Reads the files of so many regions only, such as 5%%, others each day, until all have",
        "had their turn. Which files are there is always looked at."
      })
  private String sample;

  @Option(names = "--against-live", description = "Also compares cells with the live tables.")
  private boolean againstLive;

  @Mixin private TableOptions tables;
  @Mixin private MappingOption mapping;
  @Mixin private CopyOptions copy;

  /** The comparison of one table. */
  record Compared(String table, long cells, List<String> differences) {}

  /** What is printed. */
  record Result(
      String id,
      String root,
      boolean ok,
      long files,
      long bytes,
      long cells,
      List<VerifyImage.Problem> problems,
      List<Compared> tables) {}

  @Override
  public Integer call() throws IOException {
    ImageLayout layout = ImageLayout.of(root);
    try (Workplace workplace = new Workplace(longshore, copy.sparkSettings())) {
      ImageId image = LatestImage.resolve(id, layout, workplace.conf(), List.of());
      VerifyImage.Result files = verify(workplace, layout, image);
      List<Compared> compared = againstLive ? compare(workplace, layout, image) : List.of();
      boolean ok =
          files.problems().isEmpty()
              && compared.stream().allMatch(each -> each.differences().isEmpty());
      Result result =
          new Result(
              image.toString(),
              layout.toString(),
              ok,
              files.files(),
              files.bytes(),
              files.cells(),
              files.problems(),
              compared);
      workplace.output().result(result, out -> print(result, out));
      return ok ? ExitStatus.OK.code() : ExitStatus.DAMAGED.code();
    }
  }

  private VerifyImage.Result verify(Workplace workplace, ImageLayout layout, ImageId image)
      throws IOException {
    ImageStore images = ImageStore.at(layout, workplace.conf());
    ImageType type = images.read(image).type();
    if (againstLive && type != ImageType.FULL) {
      throw Errors.invalidArgument(
          image + " is an incremental image; --against-live compares full ones.",
          "Check it with --deep, or merge its chain into a full image first: `longshore merge"
              + " --full --newest -p ROOT`.");
    }
    Optional<ImageInventory> inventory = images.inventory(image);
    if (inventory.isEmpty()) {
      if (!againstLive) {
        throw Errors.imageDamaged(
            images.hasInventory(image)
                ? "The manifest of "
                    + image
                    + " was rewritten by another tool since its inventory"
                    + " was taken, so the inventory says nothing of it."
                : "Image " + image + " has no inventory: another tool made it.",
            type == ImageType.FULL
                ? "Compare its cells with the tables: add --against-live."
                : "Restore it into scratch tables with `hbase restore -m` and compare those.");
      }
      workplace
          .output()
          .notice("Image " + image + " has no inventory of its own: files are not" + " compared.");
      return new VerifyImage.Result(List.of(), 0, 0, List.of());
    }
    List<RegionDigest> known = deep ? images.digests(image) : List.of();
    Path directory = images.fileSystem().makeQualified(layout.image(image));
    VerifyImage.Result result =
        new VerifyImage(
                directory,
                inventory.get(),
                sample == null ? Sample.ALL : Sample.parse(sample),
                deep
                    ? new VerifyImage.Deep(rows(workplace, images, inventory.get(), type), known)
                    : null,
                CopySettings.from(workplace.conf()),
                copy.limits())
            .run(workplace.spark(), workplace.conf(), workplace.progress());
    keep(workplace, images, image, known, result);
    return result;
  }

  /** The rows of the regions that an image tells of. */
  private static Map<HFilePath, RowRange> rows(
      Workplace workplace, ImageStore images, ImageInventory inventory, ImageType type)
      throws IOException {
    ImageId image = inventory.image();
    Map<HFilePath, RowRange> rows = new HashMap<>();
    if (type == ImageType.FULL) {
      for (TableName table : images.read(image).tables()) {
        for (RegionInfo region :
            new ImageSnapshots(images.layout(), workplace.conf()).read(image, table).regions()) {
          rows.put(
              new HFilePath(table.getNameAsString(), region.getEncodedName()),
              new RowRange(region.getStartKey(), region.getEndKey()));
        }
      }
    } else {
      for (RegionState region : inventory.history().regions()) {
        rows.put(
            new HFilePath(region.table(), region.region()),
            new RowRange(
                Bytes.toBytesBinary(region.startKey()), Bytes.toBytesBinary(region.endKey())));
      }
    }
    return rows;
  }

  /** Keeps what regions came to that were not known before. */
  private static void keep(
      Workplace workplace,
      ImageStore images,
      ImageId image,
      List<RegionDigest> known,
      VerifyImage.Result result) {
    Map<HFilePath, RegionDigest> all = new LinkedHashMap<>();
    known.forEach(each -> all.put(each.place(), each));
    result.digests().forEach(each -> all.putIfAbsent(each.place(), each));
    if (all.size() == known.size() || !result.problems().isEmpty()) {
      return;
    }
    try {
      images.keep(image, List.copyOf(all.values()));
    } catch (IOException e) {
      workplace
          .output()
          .notice(
              "The digests of its regions could not be kept, so the next run has nothing to compare"
                  + " them with: "
                  + e.getMessage());
    }
  }

  private List<Compared> compare(Workplace workplace, ImageLayout layout, ImageId id)
      throws IOException {
    BackupImage image = ImageStore.at(layout, workplace.conf()).read(id);
    List<TableName> wanted = tables.resolve(workplace.cluster());
    ImageSnapshots snapshots = new ImageSnapshots(layout, workplace.conf());
    List<Compared> compared = new ArrayList<>();
    Path links = layout.scratch("verify-" + UUID.randomUUID());
    try {
      for (Map.Entry<TableName, TableName> pair :
          mapping.of(wanted.isEmpty() ? image.tables() : wanted).entrySet()) {
        TableName table = pair.getKey();
        CompareWithLive.Result result =
            new CompareWithLive(
                    snapshots.read(id, table),
                    layout.table(id, table),
                    pair.getValue(),
                    new Path(links, table.getNameAsString().replace(':', '_')))
                .run(workplace.spark(), workplace.conf());
        compared.add(new Compared(table.getNameAsString(), result.cells(), result.differences()));
      }
    } finally {
      TargetStore.rawFileSystem(links, workplace.conf()).delete(links, true);
    }
    return compared;
  }

  private void print(Result result, PrintStream out) {
    for (VerifyImage.Problem problem : result.problems()) {
      out.println("DAMAGED  " + problem.path() + " " + problem.what());
    }
    for (Compared each : result.tables()) {
      each.differences()
          .forEach(difference -> out.println("DIFFERS  " + each.table() + ": " + difference));
      if (each.differences().isEmpty()) {
        out.println("SAME     " + each.table() + ": " + each.cells() + " cells");
      }
    }
    if (result.ok()) {
      out.println(
          result.id()
              + " is good: "
              + result.files()
              + " files, "
              + new DataSize(result.bytes())
              + (deep ? ", " + result.cells() + " cells" : "")
              + " read"
              + (sample == null ? "." : ", of " + sample + " of its regions."));
    } else {
      out.println(
          result.id() + " is not good. Take a new full backup; do not delete older images first.");
    }
  }
}
