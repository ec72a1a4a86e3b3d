package io.longshore.launcher.job;

import io.longshore.launcher.Main;

/** {@code longshore restore}. */
public final class RestoreImage {
  private RestoreImage() {}

  public static void main(String[] args) {
    Main.run("restore", args);
  }
}
