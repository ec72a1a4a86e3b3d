package io.longshore.snapshot.source;

import io.longshore.core.hfile.ReadCounters;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What Spark's web page and listeners are told of a scan. */
public final class ReadMetrics {
  private ReadMetrics() {}

  static CustomMetric[] all() {
    return new CustomMetric[] {
      new FilesRead(),
      new FilesSkipped(),
      new BlocksRead(),
      new BlocksSkipped(),
      new BlocksDamaged(),
      new BytesRead(),
      new CellsRead(),
      new ValuesMalformed()
    };
  }

  static CustomTaskMetric[] of(ReadCounters counters, long malformed) {
    return new CustomTaskMetric[] {
      value("filesRead", counters.files()),
      value("filesSkipped", counters.filesSkipped()),
      value("blocksRead", counters.blocks()),
      value("blocksSkipped", counters.blocksSkipped()),
      value("blocksDamaged", counters.blocksDamaged()),
      value("bytesRead", counters.bytes()),
      value("cellsRead", counters.cells()),
      value("valuesMalformed", malformed)
    };
  }

  private static CustomTaskMetric value(String name, long value) {
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

  /** One sum over all tasks. */
  abstract static class Sum extends CustomSumMetric {
    private final String name;
    private final String description;

    Sum(String name, String description) {
      this.name = name;
      this.description = description;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return description;
    }
  }

  /** Made by Spark, by its name. */
  public static final class FilesRead extends Sum {
    public FilesRead() {
      super("filesRead", "store files read");
    }
  }

  /** Made by Spark, by its name. */
  public static final class FilesSkipped extends Sum {
    public FilesSkipped() {
      super("filesSkipped", "store files skipped");
    }
  }

  /** Made by Spark, by its name. */
  public static final class BlocksRead extends Sum {
    public BlocksRead() {
      super("blocksRead", "blocks read");
    }
  }

  /** Made by Spark, by its name. */
  public static final class BlocksSkipped extends Sum {
    public BlocksSkipped() {
      super("blocksSkipped", "blocks skipped");
    }
  }

  /** Made by Spark, by its name. */
  public static final class BlocksDamaged extends Sum {
    public BlocksDamaged() {
      super("blocksDamaged", "damaged blocks passed over");
    }
  }

  /** Made by Spark, by its name. */
  public static final class BytesRead extends Sum {
    public BytesRead() {
      super("bytesRead", "bytes of blocks read");
    }
  }

  /** Made by Spark, by its name. */
  public static final class CellsRead extends Sum {
    public CellsRead() {
      super("cellsRead", "cells looked at");
    }
  }

  /** Made by Spark, by its name. */
  public static final class ValuesMalformed extends Sum {
    public ValuesMalformed() {
      super("valuesMalformed", "values that are none of their type");
    }
  }
}
