package io.longshore.jobs.sort;

import io.longshore.core.copy.ManyFiles;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.core.error.Faults;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.Moments;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.run.EachTask;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.jobs.run.ProgressMeter;
import io.longshore.jobs.sort.hbase.CellRecords;
import io.longshore.wal.hbase.WalCells;
import io.longshore.wal.hbase.WalCuts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.Partitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Sorts the cells of WALs into stores: a task a WAL (or some small ones) makes records of them, and
 * Spark's shuffle brings each to the task of its range, which sorts and writes them.
 *
 * @param directories of the tables by their names
 * @param root of HBase, where bulk-loaded files are looked for; null if they are only reported
 * @param startTime of writing, in milliseconds
 * @param endTime of writing, exclusive, in milliseconds
 * @param quarantine whether a damaged WAL is read as far as it goes, rather than failing the job
 * @param step how fine moments are told apart, in seconds
 */
public record WalSort(
    List<WalInput> wals,
    Stores stores,
    Map<String, String> directories,
    String root,
    long startTime,
    long endTime,
    boolean quarantine,
    long step,
    CopyLimits limits) {
  private static final Logger LOG = LoggerFactory.getLogger(WalSort.class);

  /** As much is read sooner than Spark starts. */
  private static final long LOOKED_INTO = 4 << 20;

  /** Less than this is not worth a look before. */
  private static final long SAMPLED = 64 << 20;

  /** What a range has of the WALs: it fits into the memory of most tasks. */
  private static final long BYTES_OF_A_RANGE = 96 << 20;

  private static final long BYTES_OF_A_TASK = 32 << 20;

  /** Of one row that was written many times; more is sorted again. */
  private static final long MERGED_ON_THE_HEAP = 16 << 20;

  /** Of a WAL that is cut. */
  private static final long LEAST_PART = 8 << 20;

  private static final int PARTS_A_SLOT = 4;
  private static final int SAMPLED_WALS = 256;
  private static final int MOST_TASKS = 10_000;

  /**
   * What became of the WALs.
   *
   * @param wals each, by name
   * @param files in no order
   */
  public record Result(List<WalSummary> wals, List<SortedFile> files) {
    public long cells() {
      return files.stream().mapToLong(each -> each.file().cells()).sum();
    }

    public long bytes() {
      return files.stream().mapToLong(each -> each.file().length()).sum();
    }

    /** Of each region, what it wrote when. */
    public List<Moments> moments() {
      return Moments.merge(wals.stream().flatMap(wal -> wal.moments().stream()).toList());
    }
  }

  /**
   * What a run would answer if the WALs hold nothing that is wanted, found out without Spark: most
   * backups of a cluster at rest are such.
   *
   * @return empty if one of them does, or if it would take long to tell
   */
  public Optional<Result> ifNothingIsWanted(Configuration conf) throws IOException {
    if (wals.stream().mapToLong(WalInput::length).sum() > LOOKED_INTO) {
      return Optional.empty();
    }
    List<WalSummary> read = new ArrayList<>();
    for (WalInput input : wals) {
      Path path = new Path(input.path());
      try (WalCells wal = WalCells.open(conf, path, input.tableNames(), startTime, endTime)) {
        while (wal.next()) {
          if (!wal.cells().isEmpty() || !wal.bulkLoads().isEmpty()) {
            return Optional.empty();
          }
        }
        read.add(
            new WalSummary(
                path.getName(),
                input.path(),
                0,
                input.server(),
                wal.length(),
                wal.length(),
                wal.ending().name(),
                wal.read(),
                0,
                wal.skipped(),
                List.of(),
                List.of()));
      } catch (LongshoreException e) {
        // The run says it, or puts the WAL aside.
        return Optional.empty();
      }
    }
    return Optional.of(new Result(List.copyOf(read), List.of()));
  }

  public Result run(SparkSession spark, Configuration conf, ProgressListener progress)
      throws IOException {
    if (wals.isEmpty()) {
      return new Result(List.of(), List.of());
    }
    SparkContext context = spark.sparkContext();
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    String job = "longshore-sort-" + UUID.randomUUID();
    long total = wals.stream().mapToLong(WalInput::length).sum();
    Broadcast<SerializableConfiguration> shipped =
        java.broadcast(new SerializableConfiguration(conf));
    Broadcast<Stores> shippedStores = java.broadcast(stores);
    try (ProgressMeter meter = ProgressMeter.ofWals("sort", job, total, wals.size(), progress)) {
      context.addSparkListener(meter);
      try {
        SortSettings settings =
            new SortSettings(
                job,
                slots(context),
                shipped,
                shippedStores,
                root,
                startTime,
                endTime,
                quarantine,
                step,
                limits,
                context.longAccumulator(meter.bytesName()),
                context.longAccumulator(meter.filesName()),
                context.longAccumulator(meter.cellsName()));
        KeyRanges ranges = KeyRanges.of(sample(java, settings, total), ranges(context, total));
        Result result = sort(java, settings, ranges, total);
        meter.finish(result.wals().stream().mapToLong(WalSummary::cells).sum());
        return result;
      } finally {
        context.removeSparkListener(meter);
      }
    } catch (Exception e) {
      // Spark throws its checked exceptions undeclared.
      throw Errors.find(e);
    } finally {
      shipped.destroy();
      shippedStores.destroy();
    }
  }

  private Result sort(JavaSparkContext java, SortSettings settings, KeyRanges ranges, long total)
      throws IOException {
    List<WalInput> parts = parts(java.sc(), settings.conf(), total);
    if (parts.size() > wals.size()) {
      try {
        return sort(java, settings, ranges, total, parts);
      } catch (Exception e) {
        // Spark throws its checked exceptions undeclared.
        if (!mayBeOfCuts(e)) {
          throw e;
        }
        // No file was written: all WALs are read before.
        LOG.info("A WAL was cut where no entry begins: all are read as a whole", e);
      }
    }
    return sort(java, settings, ranges, total, wals);
  }

  /** Who reads from a place where no entry begins may take that for damage. */
  private static boolean mayBeOfCuts(Exception failure) {
    return Faults.has(failure, WrongCutException.class)
        || Errors.find(failure).code() == ErrorCode.WAL_DAMAGED;
  }

  private Result sort(
      JavaSparkContext java,
      SortSettings settings,
      KeyRanges ranges,
      long total,
      List<WalInput> parts) {
    CollectionAccumulator<WalSummary> summaries = java.sc().collectionAccumulator("longshore.wals");
    List<ArrayList<WalInput>> inputs = inputs(java.sc(), parts, total);
    ShuffledRDD<Integer, SortRecord, SortRecord> shuffled =
        new ShuffledRDD<>(
            java.parallelize(inputs, inputs.size())
                .flatMapToPair(
                    input -> new WalRecords(input.iterator(), settings, ranges, summaries))
                .rdd(),
            new ByRange(ranges.size()),
            tag(Integer.class),
            tag(SortRecord.class),
            tag(SortRecord.class));
    shuffled.setSerializer(new RecordSerializer());
    JavaRDD<Tuple2<Integer, SortRecord>> records =
        new JavaRDD<>(shuffled, ClassTag$.MODULE$.apply(Tuple2.class));
    List<SortedFile> files = new ArrayList<>();
    Map<String, String> to = Map.copyOf(directories);
    long share = total / 2 / ranges.size();
    EachTask.run(
        settings.job(),
        records.mapPartitionsWithIndex(
            (range, found) -> {
              RecordSorter sorter = new RecordSorter(TaskContext.get(), ranges.prefix(range));
              boolean tagged = false;
              while (found.hasNext()) {
                SortRecord record = found.next()._2();
                tagged |= CellRecords.hasTags(record);
                sorter.insert(record);
              }
              StoreWriter writer =
                  new StoreWriter(
                      settings.stores(),
                      to,
                      settings.conf(),
                      settings.step(),
                      settings.budget(),
                      tagged);
              ArrayList<SortedFile> written;
              try (SortedRuns cells =
                  new SortedRuns(
                      sorter.sorted(),
                      settings.stores(),
                      prefix -> new RecordSorter(TaskContext.get(), prefix),
                      MERGED_ON_THE_HEAP)) {
                written = writer.write(cells);
              }
              settings.bytes().add(share);
              return List.of(written).iterator();
            },
            false),
        (task, written) -> files.addAll(written));
    return new Result(whole(summaries.value()), List.copyOf(files));
  }

  /** One a WAL, by name. */
  private static List<WalSummary> whole(List<WalSummary> parts) {
    Map<String, TreeMap<Long, WalSummary>> byName = new TreeMap<>();
    // A task that was tried again says so again.
    for (WalSummary part : parts) {
      byName.computeIfAbsent(part.name(), name -> new TreeMap<>()).put(part.start(), part);
    }
    List<WalSummary> whole = new ArrayList<>();
    for (TreeMap<Long, WalSummary> each : byName.values()) {
      whole.add(each.values().stream().reduce(WalSummary::with).orElseThrow());
    }
    return List.copyOf(whole);
  }

  /** Where there are few WALs they are cut, so that all slots read. */
  private List<WalInput> parts(SparkContext context, Configuration conf, long total)
      throws IOException {
    int slots = slots(context);
    // Of a damaged WAL that is put aside nothing behind the damage is read.
    if (quarantine || wals.size() >= PARTS_A_SLOT * slots) {
      return wals;
    }
    long apart = Math.max(LEAST_PART, total / (PARTS_A_SLOT * slots));
    List<WalInput> parts = new ArrayList<>();
    for (List<WalInput> each :
        ManyFiles.map(
            wals, wal -> wal.cut(WalCuts.find(conf, new Path(wal.path()), wal.length(), apart)))) {
      parts.addAll(each);
    }
    return parts;
  }

  /** Small WALs share a task; the longest begin first. */
  private List<ArrayList<WalInput>> inputs(SparkContext context, List<WalInput> parts, long total) {
    List<WalInput> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(WalInput::bytes).reversed());
    int tasks =
        limits.workers() > 0
            ? limits.workers()
            : (int) Math.max(slots(context), Math.min(MOST_TASKS, total / BYTES_OF_A_TASK));
    tasks = Math.min(tasks, sorted.size());
    List<ArrayList<WalInput>> inputs = new ArrayList<>();
    long[] bytes = new long[tasks];
    for (int i = 0; i < tasks; i++) {
      inputs.add(new ArrayList<>());
    }
    for (WalInput wal : sorted) {
      int least = 0;
      for (int i = 1; i < tasks; i++) {
        if (bytes[i] < bytes[least]) {
          least = i;
        }
      }
      inputs.get(least).add(wal);
      bytes[least] += wal.bytes() + 1;
    }
    return inputs;
  }

  private int slots(SparkContext context) {
    int slots = Math.max(1, context.defaultParallelism());
    return limits.workers() > 0 ? Math.min(slots, limits.workers()) : slots;
  }

  private int ranges(SparkContext context, long total) {
    int slots = slots(context);
    long wanted = Math.max(slots, Math.min(MOST_TASKS, total / BYTES_OF_A_RANGE));
    // All slots are busy to the end.
    return (int) ((wanted + slots - 1) / slots * slots);
  }

  private List<KeyRanges.Sample> sample(JavaSparkContext java, SortSettings settings, long total) {
    if (total < SAMPLED) {
      return everyStore();
    }
    int every = (wals.size() + SAMPLED_WALS - 1) / SAMPLED_WALS;
    List<WalInput> looked = new ArrayList<>();
    for (int i = 0; i < wals.size(); i += every) {
      looked.add(wals.get(i));
    }
    List<KeyRanges.Sample> samples = new ArrayList<>();
    java.parallelize(looked, Math.min(looked.size(), 2 * slots(java.sc())))
        .flatMap(input -> WalSample.of(input, settings).iterator())
        .collect()
        .forEach(samples::add);
    return samples;
  }

  /** As if each had as much as the next. */
  private List<KeyRanges.Sample> everyStore() {
    List<KeyRanges.Sample> samples = new ArrayList<>();
    for (int store = 0; store < stores.size(); store++) {
      samples.add(new KeyRanges.Sample(CellRecords.rowKey(store, new byte[0]), 1));
    }
    return samples;
  }

  private static <T> ClassTag<T> tag(Class<T> type) {
    return ClassTag$.MODULE$.apply(type);
  }

  /** The range is the key. */
  private static final class ByRange extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int ranges;

    private ByRange(int ranges) {
      this.ranges = ranges;
    }

    @Override
    public int numPartitions() {
      return ranges;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByRange same && same.ranges == ranges;
    }

    @Override
    public int hashCode() {
      return ranges;
    }
  }
}
