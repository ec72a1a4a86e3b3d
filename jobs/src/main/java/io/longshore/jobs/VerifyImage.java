package io.longshore.jobs;

import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.image.HFilePath;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.RegionDigest;
import io.longshore.core.option.Sample;
import io.longshore.jobs.copy.ChecksumJob;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.HFileCheckJob;
import io.longshore.jobs.run.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;

/**
 * Reads the files of an image and compares them with the inventory, and, where that is asked for,
 * every cell of its HFiles.
 *
 * @param image the directory of the image
 * @param sample the regions whose files are read; what is not of a region is always read
 * @param deep how cells are read; null if they are not
 */
public record VerifyImage(
    Path image,
    ImageInventory inventory,
    Sample sample,
    Deep deep,
    CopySettings settings,
    CopyLimits limits) {

  /**
   * How cells are read.
   *
   * @param rows of regions, as far as they are known
   * @param known what regions came to before
   */
  public record Deep(Map<HFilePath, RowRange> rows, List<RegionDigest> known) {}

  /**
   * One thing that is wrong.
   *
   * @param path relative to the image
   */
  public record Problem(String path, String what) {}

  /**
   * @param problems empty where the image is whole
   * @param files that were read
   * @param bytes of these
   * @param digests of the regions whose cells were read, all of them whole
   */
  public record Result(List<Problem> problems, long files, long bytes, List<RegionDigest> digests) {
    public long cells() {
      return digests.stream().mapToLong(RegionDigest::cells).sum();
    }
  }

  public Result run(SparkSession spark, Configuration conf, ProgressListener progress)
      throws IOException {
    FileSystem fs = TargetStore.rawFileSystem(image, conf);
    Map<String, Long> found = list(fs);
    List<Problem> problems = new ArrayList<>();
    List<ImageFile> readable = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (ImageFile file : inventory.files()) {
      known.add(file.path());
      Long length = found.get(file.path());
      if (length == null) {
        problems.add(new Problem(file.path(), "is missing"));
      } else if (length != file.length()) {
        problems.add(
            new Problem(file.path(), "has " + length + " bytes; it should have " + file.length()));
      } else if (HFilePath.parse(file.path()).map(sample::has).orElse(true)) {
        readable.add(file);
      }
    }
    for (String path : found.keySet()) {
      if (!known.contains(path) && !isOurs(path)) {
        problems.add(new Problem(path, "belongs to no file of the inventory"));
      }
    }
    compare(spark, conf, readable, problems, progress);
    List<RegionDigest> digests =
        deep == null
            ? List.of()
            : new RegionCheck(image, deep.rows(), deep.known())
                .run(
                    readable,
                    problems,
                    files ->
                        new HFileCheckJob(spark, conf, settings, limits)
                            .run("read cells", files, progress));
    problems.sort(Comparator.comparing(Problem::path));
    return new Result(
        problems, readable.size(), readable.stream().mapToLong(ImageFile::length).sum(), digests);
  }

  private void compare(
      SparkSession spark,
      Configuration conf,
      List<ImageFile> files,
      List<Problem> problems,
      ProgressListener progress) {
    List<CopyItem> items =
        files.stream()
            .map(
                file -> {
                  String uri = new Path(image, file.path()).toString();
                  return new CopyItem(List.of(uri), uri, file.length());
                })
            .toList();
    Map<String, Optional<Checksum>> sums =
        new ChecksumJob(spark, conf, settings, limits).run("verify", items, progress);
    for (ImageFile file : files) {
      Optional<Checksum> sum = sums.get(new Path(image, file.path()).toString());
      if (sum.isEmpty()) {
        problems.add(new Problem(file.path(), "cannot be read"));
      } else if (!sum.get().equals(file.checksum())) {
        problems.add(
            new Problem(
                file.path(),
                "has checksum " + sum.get() + " where " + file.checksum() + " was recorded"));
      }
    }
  }

  private Map<String, Long> list(FileSystem fs) throws IOException {
    String prefix = fs.makeQualified(image) + "/";
    Map<String, Long> found = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(image, true);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      found.put(file.getPath().toString().substring(prefix.length()), file.getLen());
    }
    return found;
  }

  private static boolean isOurs(String path) {
    return path.equals(ImageLayout.MANIFEST)
        || path.equals(ImageLayout.INVENTORY)
        || path.equals(ImageLayout.DIGESTS);
  }
}
