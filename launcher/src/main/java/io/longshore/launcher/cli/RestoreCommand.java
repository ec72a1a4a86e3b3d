package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.option.DataSize;
import io.longshore.core.option.TimeText;
import io.longshore.launcher.output.TextTable;
import io.longshore.launcher.session.RestoreRequest;
import io.longshore.launcher.session.Restores;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.hbase.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code restore ROOT ID}. */
@Command(
    name = "restore",
    description = "Makes tables of a backup image.",
    footer = {
      "",
      "Examples:",
      "  longshore restore hdfs://nameservice/backups backup_1732150000000 -t orders",
      "  longshore restore file:///backups backup_1732150000000 -t orders -m orders_copy",
      "  longshore restore file:///backups backup_1732150000000 -c",
      "  longshore restore file:///backups --to-time '2026-11-20 13:45:00' -t orders -m orders_1345"
    })
final class RestoreCommand implements Callable<Integer>, OnSpark {
  @ParentCommand Longshore longshore;

  @Parameters(index = "0", paramLabel = "ROOT", description = "The backup root, a URI.")
  private String root;

  @Parameters(index = "1", paramLabel = "ID", arity = "0..1", description = "The image, or latest.")
  private String id;

  @Mixin private TableOptions tables;
  @Mixin private CopyOptions copy;
  @Mixin private FailureOption failure;

  @Mixin private MappingOption mapping;

  @Option(
      names = "--to-time",
      paramLabel = "TIME",
      description = {
        "The tables as they were at a moment, in place of an image's: out of the images up to it,",
        "and, behind the newest, the WALs that are still there."
      })
  private String toTime;

  @Option(names = "-o", description = "Replaces tables that are there.")
  private boolean overwrite;

  @Option(names = "-c", description = "Only checks, and says what would be restored.")
  private boolean checkOnly;

  @Option(names = "--restore-acl", description = "Grants the permissions in the image again.")
  private boolean restoreAcl;

  @Option(
      names = "--drop-coprocessors",
      description = "Restores the tables without their coprocessors.")
  private boolean dropCoprocessors;

  @Option(names = "--resume", description = "Goes on with the restore that was cut off.")
  private boolean resume;

  /**
   * What is printed.
   *
   * @param milliseconds with -c, about how long it would take; null where that is not known
   */
  record Result(
      String session,
      String image,
      String root,
      boolean checkOnly,
      List<Restores.TablePlan> tables,
      long bytes,
      Long milliseconds) {}

  @Override
  public Integer call() throws IOException {
    ImageLayout layout = ImageLayout.of(root);
    try (Workplace workplace = new Workplace(longshore, copy.sparkSettings())) {
      Restores restores = new Restores(workplace.environment(), layout);
      if (resume) {
        RestoreRequest done = restores.resume(failure.value());
        Result result =
            new Result(done.session(), done.image(), layout.toString(), false, List.of(), 0, null);
        workplace
            .output()
            .result(
                result,
                out ->
                    out.println(
                        "Restored from "
                            + done.image()
                            + (done.toTime() == 0
                                ? "."
                                : ", as it was at "
                                    + Times.exact(Instant.ofEpochMilli(done.toTime()))
                                    + ".")));
        return 0;
      }
      if (id != null && toTime != null) {
        throw Errors.invalidArgument(
            "Both an image and a moment are named.", "Leave out one of them.");
      }
      if (id == null && toTime == null) {
        throw Errors.invalidArgument(
            "Which image?", "Run `longshore history -p " + root + "` to see which there are.");
      }
      List<TableName> wanted = tables.resolve(workplace.cluster());
      if (toTime != null && wanted.isEmpty()) {
        throw Errors.invalidArgument(
            "Which tables?", "Name them with -t: at a moment each is made of images of its own.");
      }
      String image =
          id == null ? null : LatestImage.resolve(id, layout, workplace.conf(), wanted).toString();
      Restores.Plan plan = restores.plan(request(image, wanted));
      Estimate estimate =
          checkOnly ? Estimate.ofCopy(layout, workplace.conf(), plan.bytes(), copy.total()) : null;
      String session = checkOnly ? "" : restores.run(plan, failure.value());
      Result result =
          new Result(
              session,
              plan.request().image(),
              layout.toString(),
              checkOnly,
              plan.tables(),
              plan.bytes(),
              estimate == null ? null : estimate.milliseconds());
      workplace.output().result(result, out -> print(result, estimate, out));
    }
    return 0;
  }

  private RestoreRequest request(String image, List<TableName> from) {
    List<RestoreRequest.Mapping> mappings = new ArrayList<>();
    mapping
        .of(from)
        .forEach(
            (source, target) ->
                mappings.add(
                    new RestoreRequest.Mapping(
                        source.getNameAsString(), target.getNameAsString())));
    return new RestoreRequest(
        RestoreRequest.KIND,
        "",
        image,
        toTime == null ? 0 : TimeText.parse(toTime, ZoneId.systemDefault()),
        false,
        mappings,
        overwrite,
        restoreAcl,
        dropCoprocessors,
        copy.workers(),
        copy.bandwidth(),
        copy.total());
  }

  private static void print(Result result, Estimate estimate, PrintStream out) {
    TextTable table = new TextTable("TABLE", "BECOMES", "REGIONS", "FILES", "SIZE", "");
    for (Restores.TablePlan each : result.tables()) {
      table.row(
          each.from(),
          each.to(),
          each.regions(),
          each.files(),
          new DataSize(each.bytes()),
          each.replaces() ? "replaces the table that is there" : "");
    }
    table.print(out);
    for (Restores.TablePlan each : result.tables()) {
      if (each.reached() != null) {
        out.println(each.from() + " as it was at " + Times.exact(each.reached()) + ".");
      }
    }
    if (estimate != null) {
      out.println(estimate);
    }
    out.println(
        result.checkOnly()
            ? "Nothing was changed. Leave out -c to restore."
            : "Restored from " + result.image() + ".");
  }
}
