package io.longshore.launcher.session;

import io.longshore.core.image.ImageLayout;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.util.List;

/** The names of the steps of each kind of session, from the sessions themselves. */
public final class SessionSteps {
  private SessionSteps() {}

  public static List<String> ofFullBackup(EmbeddedHBase cluster) throws IOException {
    try (Cluster client = new Cluster(cluster.configuration())) {
      FullRequest request = new FullRequest(FullRequest.KIND, "backup_1", List.of(), 0, 0, 0, true);
      return names(new FullBackup(environment(client), nowhere(), request, null, null).steps());
    }
  }

  public static List<String> ofFullRestore(EmbeddedHBase cluster) throws IOException {
    try (Cluster client = new Cluster(cluster.configuration())) {
      return names(new FullRestore(environment(client), nowhere(), null, null, null).steps());
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
