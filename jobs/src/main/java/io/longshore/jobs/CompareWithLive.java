package io.longshore.jobs;

import io.longshore.core.error.Errors;
import io.longshore.jobs.hbase.ImageRegions;
import io.longshore.snapshot.hbase.SnapshotContents;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Compares a table of a full image with a live table, cell by cell: all visible versions. A task
 * reads one of the image's regions and, beside it, the same range of the live table, so nothing is
 * shuffled and no row is held.
 *
 * @param snapshot of the table, read from the image
 * @param tableRoot the directory of the table in the image
 * @param live the table to compare with
 * @param links a scratch directory on the image's file system; the caller deletes it
 */
public record CompareWithLive(
    SnapshotContents snapshot, Path tableRoot, TableName live, Path links) {

  /**
   * @param cells compared
   * @param differences the first difference of each region that has one
   */
  public record Result(long cells, List<String> differences) {}

  public Result run(SparkSession spark, Configuration conf) throws IOException {
    List<RegionInfo> regions = ImageRegions.link(snapshot, tableRoot, links, conf);
    JavaSparkContext java = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> shipped =
        java.broadcast(new SerializableConfiguration(conf));
    Tasks tasks =
        new Tasks(
            shipped,
            TableDescriptorBuilder.toByteArray(snapshot.descriptor()),
            tableRoot.toString(),
            links.toString(),
            live.getNameAsString());
    List<byte[]> encoded = regions.stream().map(RegionInfo::toByteArray).toList();
    try {
      List<OfRegion> results =
          java.parallelize(encoded, Math.max(1, encoded.size())).map(tasks::compare).collect();
      List<String> differences = new ArrayList<>();
      long cells = 0;
      for (OfRegion result : results) {
        cells += result.cells();
        if (result.difference() != null) {
          differences.add(result.difference());
        }
      }
      return new Result(cells, differences);
    } catch (RuntimeException e) {
      throw Errors.find(e);
    } finally {
      shipped.destroy();
    }
  }

  private record OfRegion(long cells, String difference) implements Serializable {}

  private record Tasks(
      Broadcast<SerializableConfiguration> conf,
      byte[] descriptor,
      String tableRoot,
      String links,
      String live)
      implements Serializable {

    OfRegion compare(byte[] encodedRegion) throws Exception {
      TableDescriptor table = TableDescriptorBuilder.parseFrom(descriptor);
      RegionInfo region = RegionInfo.parseFrom(encodedRegion);
      Configuration configuration = conf.value().value();
      Scan scan =
          new Scan()
              .withStartRow(region.getStartKey())
              .withStopRow(region.getEndKey())
              .readAllVersions();
      // A wide row comes in pieces, and none of it fills the cache of the region server.
      scan.setBatch(10_000).setCacheBlocks(false);
      try (ImageRegions.Cells image =
              ImageRegions.open(
                  table, region, new Path(tableRoot), new Path(links), scan, configuration);
          Connection connection = ConnectionFactory.createConnection(configuration);
          Table liveTable = connection.getTable(TableName.valueOf(live));
          ResultScanner scanner = liveTable.getScanner(scan)) {
        return compare(image, new LiveCells(scanner));
      }
    }

    private static OfRegion compare(ImageRegions.Cells image, LiveCells live) throws IOException {
      long cells = 0;
      while (true) {
        Cell ours = image.next();
        Cell theirs = live.next();
        if (ours == null && theirs == null) {
          return new OfRegion(cells, null);
        }
        if (ours == null) {
          return new OfRegion(cells, "only in the table: " + describe(theirs));
        }
        if (theirs == null) {
          return new OfRegion(cells, "only in the image: " + describe(ours));
        }
        if (!CellUtil.equals(ours, theirs) || !CellUtil.matchingValue(ours, theirs)) {
          return new OfRegion(
              cells, "the image has " + describe(ours) + ", the table " + describe(theirs));
        }
        cells++;
      }
    }

    private static String describe(Cell cell) {
      return CellUtil.toString(cell, false) + " (value of " + cell.getValueLength() + " bytes)";
    }
  }

  /** The cells of a live scan in order. */
  private static final class LiveCells {
    private final ResultScanner scanner;
    private List<Cell> row = List.of();
    private int next;

    private LiveCells(ResultScanner scanner) {
      this.scanner = scanner;
    }

    Cell next() throws IOException {
      while (next == row.size()) {
        org.apache.hadoop.hbase.client.Result result = scanner.next();
        if (result == null) {
          return null;
        }
        row = result.listCells() == null ? List.of() : result.listCells();
        next = 0;
      }
      return row.get(next++);
    }
  }
}
