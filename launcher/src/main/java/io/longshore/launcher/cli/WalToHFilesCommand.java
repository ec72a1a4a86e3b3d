package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageType;
import io.longshore.core.option.DataSize;
import io.longshore.core.option.TimeText;
import io.longshore.jobs.WalToHFiles;
import io.longshore.jobs.sort.Stores;
import io.longshore.jobs.sort.WalSort;
import io.longshore.jobs.sort.WalSummary;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.launcher.session.Quarantine;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.TableDescriptor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code wal-to-hfiles}, in place of HBase's WALPlayer. */
@Command(
    name = "wal-to-hfiles",
    description = {
      "Sorts the cells of WALs into HFiles, by the regions that the tables have now.",
      "They go to OUTPUT/namespace/table/family, from where `hbase completebulkload` loads them."
    },
    footer = {
      "",
      "Example:",
      "  longshore wal-to-hfiles --wals hdfs:///hbase/oldWALs --tables orders --output"
          + " hdfs:///tmp/orders"
    })
final class WalToHFilesCommand implements Callable<Integer>, OnSpark {
  @ParentCommand Longshore longshore;

  @Option(
      names = "--wals",
      paramLabel = "DIR",
      required = true,
      arity = "1..*",
      split = ",",
      description = "Directories of WALs, or WALs.")
  private List<String> wals;

  @Option(
      names = "--tables",
      paramLabel = "TABLES",
      required = true,
      split = ",",
      description = "Tables whose cells are wanted, comma-separated.")
  private List<String> tables;

  /** Set by an option of {@link #withOutput}, not by an annotation. */
  private String output;

  @Option(
      names = "--start-time",
      paramLabel = "TIME",
      description =
          "Only what was written from then on: milliseconds since 1970, or 2026-11-20T13:45:00.")
  private String startTime;

  @Option(names = "--end-time", paramLabel = "TIME", description = "Only what was written before.")
  private String endTime;

  @Option(
      names = "--quarantine",
      paramLabel = "DIR",
      description = "Where damaged WALs are put aside; they are then read as far as they go.")
  private String quarantine;

  @Option(
      names = "--dry-run",
      description = "Only says what would be read, and about how long it would take.")
  private boolean dryRun;

  @Mixin private CopyOptions copy;

  /** Gives the command its own {@code --output}, a directory as {@code wal.bulk.output}. */
  static void withOutput(CommandLine line) {
    OutputOption.replace(
        line,
        String.class,
        "DIR",
        "Where the HFiles go; must not be there.",
        true,
        directory -> ((WalToHFilesCommand) line.getCommandSpec().userObject()).output = directory);
  }

  /** What is printed. */
  record Result(
      String output,
      List<String> tables,
      int wals,
      long cells,
      int files,
      long bytes,
      long bulkLoads,
      Map<String, Long> skipped) {}

  /**
   * What is printed of a sort that is not made.
   *
   * @param milliseconds about how long it would take; null where no incremental image was made
   */
  record Planned(
      boolean dryRun,
      String output,
      List<String> tables,
      int wals,
      long bytes,
      Long milliseconds) {}

  @Override
  public Integer call() throws IOException {
    Path target = new Path(output);
    if (target.toUri().getScheme() == null) {
      throw Errors.targetWithoutScheme(output);
    }
    List<TableName> names = tables.stream().map(TableOptions::parse).toList();
    TableOptions.requireOnce(names);
    try (Workplace workplace = new Workplace(longshore, copy.sparkSettings())) {
      WalToHFiles job =
          new WalToHFiles(
              wals.stream().map(Path::new).toList(),
              regions(names, new ClusterOperations(workplace.cluster())),
              target,
              startTime == null ? 0 : TimeText.parse(startTime, ZoneId.systemDefault()),
              endTime == null ? Long.MAX_VALUE : TimeText.parse(endTime, ZoneId.systemDefault()),
              quarantine != null,
              copy.limits());
      if (dryRun) {
        print(workplace, job.plan(workplace.conf()));
        return 0;
      }
      WalSort.Result sorted = job.run(workplace.spark(), workplace.conf(), workplace.progress());
      for (WalSummary wal : sorted.wals()) {
        if (wal.damaged()) {
          new Quarantine(new Path(quarantine), workplace.conf(), workplace.output()::notice)
              .add(wal);
        }
      }
      print(workplace, sorted);
    }
    return 0;
  }

  private static List<Stores.Regions> regions(List<TableName> names, ClusterOperations operations)
      throws IOException {
    List<Stores.Regions> regions = new ArrayList<>();
    for (TableName table : operations.requireTables(names)) {
      TableDescriptor descriptor =
          operations
              .descriptor(table)
              .orElseThrow(() -> Errors.tableNotFound(table.getNameAsString(), ""));
      regions.add(new Stores.Regions(descriptor, operations.startKeys(table)));
    }
    return regions;
  }

  private void print(Workplace workplace, WalToHFiles.Plan plan) throws IOException {
    Estimate estimate =
        Estimate.of(ImageType.INCREMENTAL, workplace.cluster(), plan.bytes(), copy.total());
    workplace
        .output()
        .result(
            new Planned(true, output, tables, plan.wals(), plan.bytes(), estimate.milliseconds()),
            out -> {
              out.println(
                  "Would sort the cells of "
                      + plan.wals()
                      + " WALs, "
                      + new DataSize(plan.bytes())
                      + ", into "
                      + output
                      + ".");
              out.println(estimate);
            });
  }

  private void print(Workplace workplace, WalSort.Result sorted) {
    Map<String, Long> skipped = new TreeMap<>();
    for (WalSummary wal : sorted.wals()) {
      wal.skipped().forEach((kind, count) -> skipped.merge(kind, count, Long::sum));
    }
    long bulkLoads = sorted.wals().stream().mapToLong(wal -> wal.bulkLoads().size()).sum();
    Result result =
        new Result(
            output,
            tables,
            sorted.wals().size(),
            sorted.cells(),
            sorted.files().size(),
            sorted.bytes(),
            bulkLoads,
            skipped);
    workplace
        .output()
        .result(
            result,
            out -> {
              out.println(
                  output
                      + ": "
                      + result.cells()
                      + " cells of "
                      + result.wals()
                      + " WALs in "
                      + result.files()
                      + " files, "
                      + new DataSize(result.bytes()));
              skipped.forEach(
                  (kind, count) -> out.println("Left out, " + kind + ": " + count + " entries."));
              if (bulkLoads > 0) {
                out.println(
                    bulkLoads
                        + " bulk-loaded files are named in the WALs; they are not in the output.");
              }
            });
  }
}
