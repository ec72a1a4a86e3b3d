package io.longshore.launcher.job;

import io.longshore.launcher.Main;

/** {@code longshore wal-to-hfiles}. */
public final class WalToHFiles {
  private WalToHFiles() {}

  public static void main(String[] args) {
    Main.run("wal-to-hfiles", args);
  }
}
