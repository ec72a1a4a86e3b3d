package io.longshore.launcher.job;

import io.longshore.launcher.Main;

/** {@code longshore merge}. */
public final class MergeImages {
  private MergeImages() {}

  public static void main(String[] args) {
    Main.run("merge", args);
  }
}
