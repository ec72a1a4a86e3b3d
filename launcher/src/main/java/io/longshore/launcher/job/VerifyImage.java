package io.longshore.launcher.job;

import io.longshore.launcher.Main;

/** {@code longshore verify}. */
public final class VerifyImage {
  private VerifyImage() {}

  public static void main(String[] args) {
    Main.run("verify", args);
  }
}
