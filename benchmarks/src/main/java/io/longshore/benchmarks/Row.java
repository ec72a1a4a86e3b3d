package io.longshore.benchmarks;

/**
 * A line of the table of results.
 *
 * @param what was done
 * @param ours how long, or how fast, we were
 * @param stock the same of the stock tool; empty where it has none
 * @param floor the same of the least work that does it; empty where there is none
 * @param toStock how many times as fast as stock we are
 * @param toFloor how many times as fast as the floor
 * @param target in words
 */
record Row(
    String what,
    String ours,
    String stock,
    String floor,
    String toStock,
    String toFloor,
    String target,
    boolean met) {
  static final String HEADER =
      "| what | ours | stock | floor | stock / ours | floor / ours | target | met |\n"
          + "|---|---|---|---|---|---|---|---|";

  /** Times of the three, as a line; the ratios are speeds: above one we are faster. */
  static Row ofTimes(String what, Times times, String target, boolean met) {
    return new Row(
        what,
        times.seconds(Times.OURS),
        times.seconds(Times.STOCK),
        times.seconds(Times.FLOOR),
        times.ratio(Times.STOCK),
        times.ratio(Times.FLOOR),
        target,
        met);
  }

  /** A number of ours alone. */
  static Row ofOurs(String what, String ours, String floor, String target, boolean met) {
    return new Row(what, ours, "", floor, "", "", target, met);
  }

  @Override
  public String toString() {
    return "| "
        + String.join(
            " | ", what, ours, stock, floor, toStock, toFloor, target, met ? "yes" : "**no**")
        + " |";
  }
}
