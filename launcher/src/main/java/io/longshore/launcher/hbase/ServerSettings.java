package io.longshore.launcher.hbase;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The configuration a running server uses, as its web page {@code /conf} tells. There is no remote
 * call for it, so a server whose web page is off, or asks for a password, tells nothing.
 */
final class ServerSettings {
  private static final int TIMEOUT = (int) Duration.ofSeconds(5).toMillis();

  private ServerSettings() {}

  static Optional<Configuration> of(String host, int infoPort) {
    if (infoPort <= 0) {
      return Optional.empty();
    }
    try {
      URLConnection page =
          URI.create("http://" + host + ":" + infoPort + "/conf").toURL().openConnection();
      page.setConnectTimeout(TIMEOUT);
      page.setReadTimeout(TIMEOUT);
      try (InputStream in = page.getInputStream()) {
        Configuration conf = new Configuration(false);
        conf.addResource(in, "/conf of " + host + ":" + infoPort);
        conf.size();
        return Optional.of(conf);
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
