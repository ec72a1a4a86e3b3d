package io.longshore.snapshot.source;

import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads wide rows in every way there is: a process of {@link WideRowsTest}. */
final class WideRows {
  private WideRows() {}

  /**
   * @param args HBase's root, the snapshot's name
   */
  public static void main(String[] args) {
    SparkSession spark = LocalSpark.open(Map.of());
    DataFrameReader reader =
        spark
            .read()
            .format("hbase_snapshot")
            .option("rootdir", args[0])
            .option("snapshot", args[1]);
    System.out.println(
        "cells: " + reader.load().selectExpr("count(length(value))").first().getLong(0));
    for (Row row :
        reader
            .option("columns", "id string :key, all map<binary,string> f:*")
            .load()
            .selectExpr("id", "size(map_filter(all, (k, v) -> v LIKE 'value %'))")
            .collectAsList()) {
      System.out.println(row.getString(0) + ": " + row.getInt(1));
    }
    Row one =
        reader
            .option("columns", "id string :key, last string f:\\x00\\x0F\\x42\\x3F")
            .load()
            .where("id = 'row-1'")
            .first();
    System.out.println("one column: " + one.getString(1));
    spark.stop();
  }
}
