package io.longshore.jobs.sort;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.util.collection.unsafe.sort.PrefixComparators;
import org.apache.spark.util.collection.unsafe.sort.RecordComparator;
import org.apache.spark.util.collection.unsafe.sort.UnsafeExternalSorter;
import org.apache.spark.util.collection.unsafe.sort.UnsafeSorterIterator;

/**
 * Sorts records in the memory that Spark gives a task, and on its disks for what does not fit. What
 * it holds is freed when it is closed, or when the task ends.
 */
final class RecordSorter implements AutoCloseable {
  private static final int FIRST_ARRAY = 1 << 14;
  private static final Supplier<RecordComparator> ORDER = RecordOrder::new;

  private final SortPrefix prefix;
  private final UnsafeExternalSorter sorter;

  RecordSorter(TaskContext task, SortPrefix prefix) {
    this.prefix = prefix;
    TaskMemoryManager memory = task.taskMemoryManager();
    SparkEnv env = SparkEnv.get();
    // Radix sort would look at the prefix alone.
    this.sorter =
        UnsafeExternalSorter.create(
            memory,
            env.blockManager(),
            env.serializerManager(),
            task,
            ORDER,
            PrefixComparators.BINARY,
            FIRST_ARRAY,
            memory.pageSizeBytes(),
            Integer.MAX_VALUE,
            false);
  }

  /** Takes a copy of a record. */
  void insert(SortRecord record) throws IOException {
    sorter.insertRecord(
        record.bytes(),
        Platform.BYTE_ARRAY_OFFSET,
        record.length(),
        prefix.of(record.bytes()),
        false);
  }

  /** All records in order; none can be inserted any more. */
  UnsafeSorterIterator sorted() throws IOException {
    return sorter.getSortedIterator();
  }

  long spilled() {
    return sorter.getSpillSize();
  }

  @Override
  public void close() {
    sorter.cleanupResources();
  }
}
