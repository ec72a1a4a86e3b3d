package io.longshore.launcher.session;

import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageType;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.util.List;

/** The names of the steps of each kind of session, from the sessions themselves. */
public final class SessionSteps {
  private SessionSteps() {}

  public static List<String> ofFullBackup(EmbeddedHBase cluster) throws IOException {
    try (Cluster client = new Cluster(cluster.configuration())) {
      return names(
          new FullBackup(environment(client), nowhere(), request(ImageType.FULL), null, null)
              .steps());
    }
  }

  public static List<String> ofIncrementalBackup(EmbeddedHBase cluster) throws IOException {
    try (Cluster client = new Cluster(cluster.configuration())) {
      return names(
          new IncrementalBackup(
                  environment(client), nowhere(), request(ImageType.INCREMENTAL), null, null)
              .steps());
    }
  }

  private static BackupRequest request(ImageType type) {
    return BackupRequest.template(0, 0, 0, true, false, false, null)
        .of(type, new ImageId(1), List.of(), List.of());
  }

  public static List<String> ofRestore(EmbeddedHBase cluster) throws IOException {
    try (Cluster client = new Cluster(cluster.configuration())) {
      return names(new ImageRestore(environment(client), nowhere(), null, null, null).steps());
    }
  }

  public static List<String> ofMerge(EmbeddedHBase cluster) throws IOException {
    try (Cluster client = new Cluster(cluster.configuration())) {
      return names(new ImageMerge(environment(client), nowhere(), null, null, null).steps());
    }
  }

  public static List<String> ofDelete(EmbeddedHBase cluster) throws IOException {
    try (Cluster client = new Cluster(cluster.configuration())) {
      return names(new ImageDelete(environment(client), nowhere(), null).steps());
    }
  }

  private static Environment environment(Cluster client) {
    return new Environment(
        client, null, progress -> {}, notice -> {}, live -> {}, StepObserver.NONE);
  }

  private static ImageLayout nowhere() {
    return ImageLayout.of("file:///nowhere/at/all");
  }

  private static List<String> names(List<Step> steps) {
    return steps.stream().map(Step::name).toList();
  }
}
