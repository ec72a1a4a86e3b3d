package io.longshore.launcher.job;

import io.longshore.launcher.Main;

/** {@code longshore export-snapshot}. */
public final class ExportSnapshot {
  private ExportSnapshot() {}

  public static void main(String[] args) {
    Main.run("export-snapshot", args);
  }
}
