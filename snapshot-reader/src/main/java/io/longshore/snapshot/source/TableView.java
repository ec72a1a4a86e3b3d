package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.core.hfile.CellRules;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.PointInTime;
import io.longshore.snapshot.hbase.ImageFiles;
import io.longshore.snapshot.hbase.ImageSnapshots;
import io.longshore.snapshot.hbase.SnapshotFiles;
import io.longshore.snapshot.hbase.TableFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A table at the moment of a snapshot or an image, and how it is to be read. */
record TableView(ReadOptions options, FilesOrigin origin, TableFiles files) {
  /**
   * Reads the manifest of a snapshot.
   *
   * @param options with the root of its HBase
   * @throws io.longshore.core.error.LongshoreException if there is none, naming the nearest
   */
  static TableView ofSnapshot(ReadOptions options, String snapshot) throws IOException {
    Path root = new Path(options.root());
    return new TableView(
        options,
        new SnapshotName(options.root(), snapshot),
        new SnapshotFiles(root, options.conf()).table(snapshot));
  }

  /**
   * Reads what an image and those that it continues hold of a table.
   *
   * @param options with the backup root
   */
  static TableView ofImage(ReadOptions options, ImageChain chain) throws IOException {
    ImageLayout layout = options.backupRoot();
    return new TableView(
        options,
        new ImageName(options.root(), "", chain.newest().id().toString()),
        new ImageFiles(layout, options.conf()).chain(chain));
  }

  /**
   * Reads what images hold of a table as it was at a moment.
   *
   * @param options with the backup root
   */
  static TableView atMoment(ReadOptions options, PointInTime moment) throws IOException {
    return new TableView(
        options,
        new ImageName(options.root(), "", moment.chain().newest().id().toString()),
        new ImageFiles(options.backupRoot(), options.conf()).at(moment));
  }

  /**
   * Reads what was written between two images.
   *
   * @param chain of the later one
   * @param from the earlier one's id
   * @throws io.longshore.core.error.LongshoreException if the later one does not continue it
   */
  static TableView ofChanges(ReadOptions options, ImageChain chain, String from)
      throws IOException {
    List<BackupImage> images = chain.images();
    int first = 0;
    while (first < images.size() && !images.get(first).id().toString().equals(from)) {
      first++;
    }
    if (first == images.size()) {
      throw Errors.brokenChain(
          "Image " + chain.newest().id() + " does not continue " + from + ".",
          "Name images of one chain: `longshore history -p " + options.root() + " --tree`.");
    }
    ImageLayout layout = options.backupRoot();
    ImageFiles files = new ImageFiles(layout, options.conf());
    TableFiles full =
        new ImageSnapshots(layout, options.conf()).table(chain.full().id(), chain.table());
    return new TableView(
        options,
        new ImageName(options.root(), from, chain.newest().id().toString()),
        files.increments(chain.table(), full, images.subList(first + 1, images.size()), Map.of()));
  }

  /** The same table, as one query asks for it. */
  TableView with(CaseInsensitiveStringMap more) {
    ReadOptions asked = options.with(more, SparkSession.active().sessionState().newHadoopConf());
    return asked == options ? this : new TableView(asked, origin, files);
  }

  /** Whether another one is of the same snapshot and asked for with the same words. */
  boolean isSame(TableView other) {
    return origin.equals(other.origin)
        && files.table().equals(other.files.table())
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
