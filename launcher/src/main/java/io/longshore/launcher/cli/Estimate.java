package io.longshore.launcher.cli;

import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.launcher.output.Clock;
import io.longshore.launcher.session.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * About how long something would take.
 *
 * @param pace of an image that was made before; empty where none was
 * @param limit bytes a second, zero for none
 */
record Estimate(Optional<Pace> pace, long bytes, long limit) {
  private static final Logger LOG = LoggerFactory.getLogger(Estimate.class);

  /** Of what is copied from store to store, as a full image is. Reads every manifest of a root. */
  static Estimate ofCopy(ImageLayout layout, Configuration conf, long bytes, long limit)
      throws IOException {
    return new Estimate(Pace.of(ImageStore.at(layout, conf), ImageType.FULL), bytes, limit);
  }

  /**
   * Of work as an image of a type needs, by the first root that a cluster knows and in which one
   * is. A root that cannot be read is passed over.
   */
  static Estimate of(ImageType type, Cluster cluster, long bytes, long limit) throws IOException {
    for (String root : KnownRoots.all(cluster)) {
      try {
        Optional<Pace> pace =
            Pace.of(ImageStore.at(ImageLayout.of(root), cluster.configuration()), type);
        if (pace.isPresent()) {
          return new Estimate(pace, bytes, limit);
        }
      } catch (IOException | LongshoreException e) {
        LOG.debug("No image of {} can be read", root, e);
      }
    }
    return new Estimate(Optional.empty(), bytes, limit);
  }

  /** Null where nothing is known. */
  Long milliseconds() {
    return time().map(Duration::toMillis).orElse(null);
  }

  @Override
  public String toString() {
    return time()
        .map(
            took ->
                "About "
                    + Clock.of(took)
                    + ", at the pace of "
                    + pace.orElseThrow().image()
                    + (limit > 0 ? " and the bandwidth." : "."))
        .orElse("How long is not known: no such image was made before.");
  }

  private Optional<Duration> time() {
    return pace.map(known -> known.estimate(bytes, limit));
  }
}
