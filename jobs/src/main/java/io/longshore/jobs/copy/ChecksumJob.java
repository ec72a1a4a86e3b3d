package io.longshore.jobs.copy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FilePart;
import io.longshore.core.copy.SourceFile;
import io.longshore.core.error.Errors;
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
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/** Reads many files at once, large ones in parts by several tasks, and answers their checksums. */
public final class ChecksumJob {
  private static final int TASKS_A_SLOT = 3;

  private final SparkSession spark;
  private final Configuration conf;
  private final CopySettings settings;
  private final CopyLimits limits;

  public ChecksumJob(
      SparkSession spark, Configuration conf, CopySettings settings, CopyLimits limits) {
    this.spark = spark;
    this.conf = conf;
    this.settings = settings;
    this.limits = limits;
  }

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
    SparkContext context = spark.sparkContext();
    CopyPlan plan = CopyPlan.of(units, limits.tasks(context, TASKS_A_SLOT));
    long bytes = items.stream().mapToLong(CopyItem::length).sum();
    List<Summed> sums = new ArrayList<>();
    String job = "longshore-checksum-" + UUID.randomUUID();
    try (ProgressMeter meter = new ProgressMeter(what, job, bytes, units.size(), progress)) {
      context.addSparkListener(meter);
      try {
        sums.addAll(execute(plan, meter, job));
        meter.finish();
      } finally {
        context.removeSparkListener(meter);
      }
    }
    return combine(sums);
  }

  private List<Summed> execute(CopyPlan plan, ProgressMeter meter, String job) {
    if (plan.tasks().isEmpty()) {
      return List.of();
    }
    SparkContext context = spark.sparkContext();
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    Broadcast<SerializableConfiguration> shipped =
        java.broadcast(new SerializableConfiguration(conf));
    Tasks tasks =
        new Tasks(
            job,
            shipped,
            settings,
            limits,
            plan.tasks().size(),
            context.longAccumulator(meter.bytesName()),
            context.longAccumulator(meter.filesName()));
    try {
      List<Summed> all = new ArrayList<>();
      EachTask.run(
          job,
          java.parallelize(plan.tasks(), plan.tasks().size()).map(tasks::run),
          (task, sums) -> all.addAll(sums));
      return all;
    } catch (Exception e) {
      // Spark throws its checked exceptions undeclared.
      throw Errors.find(e);
    } finally {
      shipped.destroy();
    }
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

  private record Tasks(
      String job,
      Broadcast<SerializableConfiguration> conf,
      CopySettings settings,
      CopyLimits limits,
      int slots,
      LongAccumulator bytes,
      LongAccumulator files)
      implements Serializable {

    ArrayList<Summed> run(CopyPlan.Task task) throws InterruptedIOException {
      BandwidthBudget budget = limits.budget(job, slots);
      ArrayList<Summed> sums = new ArrayList<>();
      ByteBuffer buffer = SourceFile.buffer();
      for (CopyUnit unit : task.units()) {
        CopyTasks.stopIfCancelled();
        sums.add(new Summed(unit.item().target(), unit.part(), sum(unit, buffer, budget)));
        files.add(1);
      }
      return sums;
    }

    private Checksum sum(CopyUnit unit, ByteBuffer buffer, BandwidthBudget budget)
        throws InterruptedIOException {
      try {
        return SourceFile.checksum(
            conf.value().value(),
            unit.item(),
            unit.part(),
            buffer,
            budget,
            count -> bytes.add(count));
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
