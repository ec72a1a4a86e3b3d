package io.longshore.wal.source;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What Spark's web page and listeners are told of a scan. */
public final class WalMetrics {
  static final String FILES_READ = "filesRead";
  static final String FILES_SKIPPED = "filesSkipped";
  static final String ENTRIES = "entries";
  static final String CELLS = "cells";

  private WalMetrics() {}

  static CustomMetric[] all() {
    return new CustomMetric[] {
      new FilesRead(), new FilesSkipped(), new EntriesRead(), new CellsRead()
    };
  }

  static CustomTaskMetric value(String name, long value) {
    return new CustomTaskMetric() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long value() {
        return value;
      }
    };
  }

  /** How many WALs were opened. Made by Spark, by its name. */
  public static final class FilesRead extends CustomSumMetric {
    @Override
    public String name() {
      return FILES_READ;
    }

    @Override
    public String description() {
      return "WALs read";
    }
  }

  /** How many WALs were left out by name, server or time. Made by Spark, by its name. */
  public static final class FilesSkipped extends CustomSumMetric {
    @Override
    public String name() {
      return FILES_SKIPPED;
    }

    @Override
    public String description() {
      return "WALs skipped";
    }
  }

  /** How many entries were decoded, wanted or not. Made by Spark, by its name. */
  public static final class EntriesRead extends CustomSumMetric {
    @Override
    public String name() {
      return ENTRIES;
    }

    @Override
    public String description() {
      return "WAL entries read";
    }
  }

  /** How many cells became rows. Made by Spark, by its name. */
  public static final class CellsRead extends CustomSumMetric {
    @Override
    public String name() {
      return CELLS;
    }

    @Override
    public String description() {
      return "cells";
    }
  }
}
