package io.longshore.jobs;

import io.longshore.core.hfile.RowRange;
import io.longshore.core.image.HFilePath;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.RegionDigest;
import io.longshore.jobs.copy.HFileCheckJob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/**
 * Puts together, region by region, what reading an image's cells has found.
 *
 * @param image the directory of the image
 * @param rows of regions, as far as they are known
 * @param known what regions came to before
 */
record RegionCheck(Path image, Map<HFilePath, RowRange> rows, List<RegionDigest> known) {

  /**
   * Reads.
   *
   * @param files of the image; of a region all or none
   * @param problems to which what is wrong is added
   * @param job that reads
   * @return the digests of the regions that are whole, by table and region
   */
  List<RegionDigest> run(
      List<ImageFile> files,
      List<VerifyImage.Problem> problems,
      Function<List<HFileCheckJob.Input>, List<HFileCheckJob.Found>> job) {
    Map<String, String> paths = new HashMap<>();
    List<HFileCheckJob.Input> inputs = new ArrayList<>();
    for (ImageFile file : files) {
      Optional<HFilePath> place = HFilePath.parse(file.path());
      if (place.isPresent()) {
        String uri = new Path(image, file.path()).toString();
        paths.put(uri, file.path());
        inputs.add(
            new HFileCheckJob.Input(
                uri, file.length(), rows.getOrDefault(place.get(), RowRange.ALL)));
      }
    }
    Map<HFilePath, long[]> sums = new HashMap<>();
    Set<HFilePath> broken = new HashSet<>();
    for (HFileCheckJob.Found found : job.apply(inputs)) {
      String path = paths.get(found.uri());
      HFilePath place = HFilePath.parse(path).orElseThrow();
      if (found.problem() != null) {
        broken.add(place);
        problems.add(new VerifyImage.Problem(path, found.problem()));
      }
      long[] sum = sums.computeIfAbsent(place, each -> new long[2]);
      sum[0] += found.cells();
      sum[1] += found.digest();
    }
    sums.keySet().removeAll(broken);
    List<RegionDigest> digests = new ArrayList<>();
    sums.forEach(
        (place, sum) ->
            digests.add(
                new RegionDigest(
                    place.table(), place.region(), sum[0], String.format("%016x", sum[1]))));
    digests.sort(Comparator.comparing(RegionDigest::table).thenComparing(RegionDigest::region));
    compare(digests, problems);
    return digests;
  }

  private void compare(List<RegionDigest> digests, List<VerifyImage.Problem> problems) {
    Map<HFilePath, RegionDigest> before = new HashMap<>();
    known.forEach(each -> before.put(each.place(), each));
    for (RegionDigest now : digests) {
      RegionDigest then = before.getOrDefault(now.place(), now);
      if (!then.equals(now)) {
        problems.add(
            new VerifyImage.Problem(
                now.table() + " " + now.region(),
                "has "
                    + now.cells()
                    + " cells with digest "
                    + now.digest()
                    + " where "
                    + then.cells()
                    + " cells with digest "
                    + then.digest()
                    + " were found before"));
      }
    }
  }
}
