package io.longshore.launcher.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** How much is logged. */
final class LogLevel {
  private LogLevel() {}

  static void set(String level) {
    if (!level.equals("warn")) {
      Configurator.setRootLevel(Level.valueOf(level));
    }
  }

  /** An HBase in this process warns of much that is as it should be on one machine. */
  static void quietServers() {
    Configurator.setLevel("org.apache.hadoop.hbase", Level.ERROR);
    Configurator.setLevel("org.apache.zookeeper", Level.ERROR);
    Configurator.setLevel("org.apache.hadoop.hbase.procedure2", Level.OFF);
  }
}
