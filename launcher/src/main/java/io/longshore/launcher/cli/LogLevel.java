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
}
