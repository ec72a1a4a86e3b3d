package io.longshore.snapshot.hbase;

import io.longshore.core.copy.ManyFiles;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.SequenceCut;
import io.longshore.core.hfile.StoreFile;
import io.longshore.core.hfile.StoreFileKeys;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.PointInTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.FSTableDescriptors;

/**
 * The store files of a table in backup images: those of a full image's snapshot, and over them a
 * layer an incremental image. Of cells that are equal the later image's is the newer one, whether
 * or not its files say when they were written.
 */
public final class ImageFiles {
  private final ImageLayout layout;
  private final Configuration conf;

  public ImageFiles(ImageLayout layout, Configuration conf) {
    this.layout = layout;
    this.conf = conf;
  }

  /**
   * The table as its chain's newest image has it.
   *
   * @throws io.longshore.core.error.LongshoreException if a file is missing or damaged
   */
  public TableFiles chain(ImageChain chain) throws IOException {
    TableFiles full = new ImageSnapshots(layout, conf).table(chain.full().id(), chain.table());
    return over(full, chain.table(), chain.incrementals(), Map.of());
  }

  /**
   * The table as it was at a moment.
   *
   * @throws io.longshore.core.error.LongshoreException if a file is missing or damaged
   */
  public TableFiles at(PointInTime moment) throws IOException {
    ImageChain chain = moment.chain();
    TableFiles full = new ImageSnapshots(layout, conf).table(chain.full().id(), chain.table());
    TableFiles files = over(full, chain.table(), chain.incrementals(), moment.cuts());
    return new TableFiles(files.table(), files.descriptor(), moment.reached(), files.regions());
  }

  /**
   * What incremental images alone hold of a table.
   *
   * @param full that they continue, into whose regions their files are sorted
   * @param images oldest first
   * @param cuts of some of them, which cells count
   */
  public TableFiles increments(
      TableName table, TableFiles full, List<BackupImage> images, Map<ImageId, SequenceCut> cuts)
      throws IOException {
    List<TableRegion> empty = new ArrayList<>();
    for (TableRegion region : full.regions()) {
      empty.add(new TableRegion(region.rows(), region.encodedName(), Map.of()));
    }
    return over(full.withRegions(empty), table, images, cuts);
  }

  private TableFiles over(
      TableFiles base, TableName table, List<BackupImage> images, Map<ImageId, SequenceCut> cuts)
      throws IOException {
    List<Layered> files = new ArrayList<>();
    long created = base.created();
    ImageHFiles ofImages = new ImageHFiles(layout, conf);
    for (int i = 0; i < images.size(); i++) {
      BackupImage image = images.get(i);
      // One list for all: each file would serialize another copy.
      List<String> roots = new ArrayList<>();
      roots.add(layout.table(image.id(), table).toString());
      SequenceCut cut = cuts.get(image.id());
      for (ImageHFiles.File file : ofImages.of(image.id(), table)) {
        files.add(
            new Layered(
                file.family(), new StoreFile(roots, file.path(), file.length(), null, i + 1, cut)));
      }
      created = image.started().toEpochMilli();
    }
    List<RowRange> rows =
        ManyFiles.map(files, file -> StoreFileKeys.range(conf, file.file(), FileFaults.FAIL));
    List<TableRegion> regions = new ArrayList<>();
    for (TableRegion region : base.regions()) {
      regions.add(with(region, files, rows));
    }
    return new TableFiles(
        base.table(), descriptor(table, base, images), created, List.copyOf(regions));
  }

  /** A file, and the family it is of. */
  private record Layered(String family, StoreFile file) {}

  private static TableRegion with(TableRegion region, List<Layered> files, List<RowRange> rows) {
    Map<String, List<StoreFile>> families = new TreeMap<>();
    region.families().forEach((family, stored) -> families.put(family, new ArrayList<>(stored)));
    for (int i = 0; i < files.size(); i++) {
      if (rows.get(i) != null && !rows.get(i).intersect(region.rows()).isEmpty()) {
        families
            .computeIfAbsent(files.get(i).family(), family -> new ArrayList<>())
            .add(files.get(i).file());
      }
    }
    return new TableRegion(
        region.rows(), region.encodedName(), Collections.unmodifiableMap(families));
  }

  /**
   * The table's settings as the newest of some images has them. An image of the stock tools, or one
   * in which nobody wrote to the table, may have none.
   *
   * @param base what they continue
   * @param images oldest first
   */
  public byte[] descriptor(TableName table, TableFiles base, List<BackupImage> images)
      throws IOException {
    FileSystem fs = TargetStore.rawFileSystem(layout.root(), conf);
    for (int i = images.size() - 1; i >= 0; i--) {
      TableDescriptor found =
          FSTableDescriptors.getTableDescriptorFromFs(fs, layout.table(images.get(i).id(), table));
      if (found != null) {
        return TableDescriptorBuilder.toByteArray(found);
      }
    }
    return base.descriptor();
  }
}
