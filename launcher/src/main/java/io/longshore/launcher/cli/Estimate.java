package io.longshore.launcher.cli;

import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.launcher.output.Clock;
import io.longshore.launcher.session.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * About how long something would take.
 *
 * @param pace of an image that was made before; empty where none was
 * @param limit bytes a second, zero for none
 */
record Estimate(Optional<Pace> pace, long bytes, long limit) {
  /** Of what is copied from store to store, as a full image is. Reads every manifest of a root. */
  static Estimate ofCopy(ImageLayout layout, Configuration conf, long bytes, long limit)
      throws IOException {
    return new Estimate(Pace.of(ImageStore.at(layout, conf), ImageType.FULL), bytes, limit);
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
