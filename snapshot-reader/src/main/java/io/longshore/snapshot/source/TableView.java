package io.longshore.snapshot.source;

import io.longshore.core.hfile.CellRules;
import io.longshore.snapshot.hbase.SnapshotFiles;
import io.longshore.snapshot.hbase.TableFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A table at the moment of a snapshot, and how it is to be read. */
record TableView(ReadOptions options, SnapshotName snapshot, TableFiles files) {
  /**
   * Reads the manifest of the snapshot that the options name.
   *
   * @throws io.longshore.core.error.LongshoreException if there is none, naming the nearest
   */
  static TableView of(ReadOptions options) throws IOException {
    SnapshotName name = new SnapshotName(options.root(), options.snapshot());
    Path root = new Path(options.root());
    return new TableView(
        options, name, new SnapshotFiles(root, options.conf()).table(options.snapshot()));
  }

  /** The same table, as one query asks for it. */
  TableView with(CaseInsensitiveStringMap more) {
    ReadOptions asked = options.with(more, SparkSession.active().sessionState().newHadoopConf());
    return asked == options ? this : new TableView(asked, snapshot, files);
  }

  /** Whether another one is of the same snapshot and asked for with the same words. */
  boolean isSame(TableView other) {
    return snapshot.equals(other.snapshot)
        && files.created() == other.files.created()
        && options.given().equals(other.options.given());
  }

  List<String> families() throws IOException {
    return Arrays.stream(files.tableDescriptor().getColumnFamilies())
        .map(ColumnFamilyDescriptor::getNameAsString)
        .toList();
  }

  /**
   * Which cells are read.
   *
   * @param versions of a column
   */
  CellRules rules(int versions) {
    long now =
        switch (options.ttl()) {
          case SNAPSHOT -> files.created();
          case NOW -> System.currentTimeMillis();
          case OFF -> CellRules.NEVER;
        };
    CellRules rules = options.raw() ? CellRules.raw(now) : CellRules.newest(now);
    return rules.withVersions(versions).withTimes(options.startTime(), options.endTime());
  }
}
