package io.longshore.jobs.hbase;

import io.longshore.core.copy.TargetStore;
import io.longshore.snapshot.hbase.SnapshotContents;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.client.ClientSideRegionScanner;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.snapshot.RestoreSnapshotHelper;

/**
 * Reads a table of a full image with HBase's own scanner, region by region: what it answers is what
 * a region server would. The image's files are linked to from a scratch directory, not copied.
 */
public final class ImageRegions {
  private ImageRegions() {}

  /**
   * Links the image's files into a directory from where regions can be opened.
   *
   * @param tableRoot the directory of the table in the image
   * @param links a directory on the same file system, not under the other; the caller deletes it
   */
  public static List<RegionInfo> link(
      SnapshotContents snapshot, Path tableRoot, Path links, Configuration conf)
      throws IOException {
    Configuration ofImage = ofImage(conf, tableRoot);
    FileSystem fs = TargetStore.rawFileSystem(tableRoot, ofImage);
    RestoreSnapshotHelper.copySnapshotForScanner(ofImage, fs, tableRoot, links, snapshot.name());
    return snapshot.regions();
  }

  /** Opens one region for reading. */
  public static Cells open(
      TableDescriptor table,
      RegionInfo region,
      Path tableRoot,
      Path links,
      Scan scan,
      Configuration conf)
      throws IOException {
    Configuration ofImage = ofImage(conf, tableRoot);
    FileSystem fs = TargetStore.rawFileSystem(links, ofImage);
    return new Cells(new ClientSideRegionScanner(ofImage, fs, links, table, region, scan, null));
  }

  private static Configuration ofImage(Configuration conf, Path tableRoot) {
    Configuration ofImage = new Configuration(conf);
    ofImage.set(HConstants.HBASE_DIR, tableRoot.toString());
    // Nothing is written, so there is no memstore whose memory had to be managed.
    ofImage.setBoolean("hbase.hregion.memstore.mslab.enabled", false);
    return ofImage;
  }

  /** The cells of a region in order. */
  public static final class Cells implements Closeable {
    private final ClientSideRegionScanner scanner;
    private List<Cell> row = new ArrayList<>();
    private int next;

    private Cells(ClientSideRegionScanner scanner) {
      this.scanner = scanner;
    }

    /** The next cell, null after the last. */
    public Cell next() throws IOException {
      while (next == row.size()) {
        Result result = scanner.next();
        if (result == null) {
          return null;
        }
        row = result.listCells() == null ? List.of() : result.listCells();
        next = 0;
      }
      return row.get(next++);
    }

    @Override
    public void close() {
      scanner.close();
    }
  }
}
