package io.longshore.benchmarks;

import java.util.List;

/** One question, answered with numbers. */
interface Scenario {
  /** Its name on the command line. */
  String name();

  /** Measures; may be called once. */
  List<Row> run(Bench bench) throws Exception;
}
