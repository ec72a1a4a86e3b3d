package io.longshore.jobs.copy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FilePart;
import io.longshore.core.copy.SourceFile;
import io.longshore.jobs.run.ProgressListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Reads many files at once, large ones in parts by several tasks, and answers their checksums. */
public record ChecksumJob(
    SparkSession spark, Configuration conf, CopySettings settings, CopyLimits limits) {

  /**
   * @return by target; empty for a file that cannot be read
   */
  public Map<String, Optional<Checksum>> run(
      String what, List<CopyItem> items, ProgressListener progress) {
    List<CopyUnit> units = new ArrayList<>();
    for (CopyItem item : items) {
      List<FilePart> parts =
          item.length() == 0
              ? List.of(new FilePart(0, 0, 0))
              : CopyPlan.parts(item, settings.partSize());
      parts.forEach(part -> units.add(new CopyUnit(item, part, null)));
    }
    List<Summed> sums = new ArrayList<>();
    new PlanRun(spark, conf, settings, limits)
        .run(
            "checksum",
            what,
            units,
            units.size(),
            Tasks::new,
            (task, answers) -> sums.addAll(answers),
            progress);
    return combine(sums);
  }

  private static Map<String, Optional<Checksum>> combine(List<Summed> sums) {
    sums.sort(Comparator.comparing(Summed::file).thenComparingInt(sum -> sum.part().number()));
    Map<String, Optional<Checksum>> files = new HashMap<>();
    for (Summed sum : sums) {
      Optional<Checksum> part = Optional.ofNullable(sum.checksum());
      files.merge(
          sum.file(),
          part,
          (before, next) ->
              before.flatMap(start -> next.map(end -> start.then(end, sum.part().length()))));
    }
    return files;
  }

  /**
   * @param checksum null where the part cannot be read
   */
  private record Summed(String file, FilePart part, Checksum checksum) implements Serializable {}

  private record Tasks(TaskTools tools) implements PlanRun.Work<Summed> {

    @Override
    public ArrayList<Summed> run(CopyPlan.Task task) throws InterruptedIOException {
      BandwidthBudget budget = tools.budget();
      ArrayList<Summed> sums = new ArrayList<>();
      ByteBuffer buffer = SourceFile.buffer();
      for (CopyUnit unit : task.units()) {
        TaskTools.stopIfCancelled();
        sums.add(new Summed(unit.item().target(), unit.part(), sum(unit, buffer, budget)));
        tools.files().add(1);
      }
      return sums;
    }

    private Checksum sum(CopyUnit unit, ByteBuffer buffer, BandwidthBudget budget)
        throws InterruptedIOException {
      try {
        return SourceFile.checksum(
            tools.conf(),
            unit.item(),
            unit.part(),
            buffer,
            budget,
            count -> tools.bytes().add(count));
      } catch (InterruptedIOException e) {
        if (e instanceof SocketTimeoutException) {
          return null;
        }
        throw e;
      } catch (IOException | RuntimeException e) {
        // Damage is what is looked for: it is reported, with the rest, and ends nothing.
        return null;
      }
    }
  }
}
