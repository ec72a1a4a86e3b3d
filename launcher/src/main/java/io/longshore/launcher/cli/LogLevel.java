package io.longshore.launcher.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** How much is logged. */
final class LogLevel {
  /** Read by the layout in log4j2.properties. */
  private static final String STACK = "longshore.log.stack";

  private LogLevel() {}

  static void set(String level) {
    if (!level.equals("warn")) {
      System.setProperty(STACK, "full");
      Configurator.reconfigure();
      Configurator.setRootLevel(Level.valueOf(level));
    }
  }

  /** An HBase in this process warns of much that is as it should be on one machine. */
  static void quietServers() {
    Configurator.setLevel("org.apache.hadoop.hbase", Level.ERROR);
    Configurator.setLevel("org.apache.zookeeper", Level.ERROR);
    Configurator.setLevel("org.apache.hadoop.hbase.procedure2", Level.OFF);
  }

  /** An HBase that stops says much that nobody can act on. */
  static void silenceServers() {
    Configurator.setLevel("org.apache.hadoop.hbase", Level.OFF);
    Configurator.setLevel("org.apache.zookeeper", Level.OFF);
  }
}
