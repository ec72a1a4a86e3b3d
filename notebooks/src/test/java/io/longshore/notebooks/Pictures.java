package io.longshore.notebooks;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** What cells display; public, since they are compiled in a package of their own. */
public final class Pictures {
  private static final List<BufferedImage> SHOWN = new ArrayList<>();

  private Pictures() {}

  /** In place of the kernel's own {@code display}. */
  public static void display(Object shown) {
    SHOWN.add((BufferedImage) shown);
  }

  static List<BufferedImage> take() {
    List<BufferedImage> shown = List.copyOf(SHOWN);
    SHOWN.clear();
    return shown;
  }
}
