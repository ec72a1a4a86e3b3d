package io.longshore.core.error;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What a user may have meant. */
public final class Nearest {
  private static final int FARTHEST = 3;

  private Nearest() {}

  /** The nearest of the known names, empty where none is near. */
  public static String to(String wanted, Collection<String> known) {
    LevenshteinDistance distance = new LevenshteinDistance(FARTHEST);
    return known.stream()
        .filter(name -> distance.apply(wanted, name) >= 0)
        .min(Comparator.comparingInt(name -> distance.apply(wanted, name)))
        .orElse("");
  }
}
