package io.longshore.jobs.sql;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import io.longshore.core.error.Errors;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Runs statements one after the other, and prints what they answer. */
public final class SqlRunner {
  /** How rows are printed. */
  public enum Format {
    /** For people: columns one under the other. */
    table,
    /** With a line of names; a file of RFC 4180. */
    csv,
    /** An object a line, as Spark writes JSON. */
    json
  }

  private final SparkSession spark;
  private final Format format;
  private final PrintStream out;
  private final BiConsumer<String[], List<String[]>> table;

  /**
   * @param table prints a table: its header, and its rows
   */
  public SqlRunner(
      SparkSession spark,
      Format format,
      PrintStream out,
      BiConsumer<String[], List<String[]>> table) {
    this.spark = spark;
    this.format = format;
    this.out = out;
    this.table = table;
  }

  /** Has a session read files as a configuration says. */
  public static void configure(SparkSession spark, Configuration conf) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    for (Map.Entry<String, String> entry : conf) {
      if (!entry.getValue().equals(hadoop.get(entry.getKey()))) {
        hadoop.set(entry.getKey(), entry.getValue());
      }
    }
  }

  /**
   * Runs one statement.
   *
   * @throws io.longshore.core.error.LongshoreException if Spark does not understand it
   */
  public void run(String statement) {
    Dataset<Row> answer = analyzed(statement);
    if (answer.columns().length == 0) {
      return;
    }
    switch (format) {
      case json -> answer.toJSON().toLocalIterator().forEachRemaining(out::println);
      case csv -> csv(answer);
      case table -> {
        List<String[]> rows = new ArrayList<>();
        text(answer).forEachRemaining(rows::add);
        table.accept(answer.columns(), rows);
      }
    }
    out.flush();
  }

  private Dataset<Row> analyzed(String statement) {
    try {
      return spark.sql(statement);
    } catch (Exception e) {
      // Undeclared, since Scala has no checked exceptions.
      if (e instanceof AnalysisException analysis) {
        throw Errors.statementInvalid(analysis.getSimpleMessage(), e);
      }
      throw e;
    }
  }

  private void csv(Dataset<Row> answer) {
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    // A null is nothing, an empty text is quoted: who reads it can tell them apart.
    settings.setNullValue("");
    settings.setEmptyValue("\"\"");
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setQuoteEscapingEnabled(true);
    CsvWriter writer = new CsvWriter(out, settings);
    writer.writeHeaders(answer.columns());
    text(answer).forEachRemaining(row -> writer.writeRow((Object[]) row));
    writer.flush();
  }

  private Iterator<String[]> text(Dataset<Row> answer) {
    StructField[] fields = answer.schema().fields();
    // Two columns of an answer may have one name.
    String[] names = new String[fields.length];
    for (int i = 0; i < fields.length; i++) {
      names[i] = "c" + i;
    }
    Dataset<Row> named = answer.toDF(names);
    Column[] columns = new Column[fields.length];
    for (int i = 0; i < fields.length; i++) {
      columns[i] = text(named.col(names[i]), fields[i]).as(names[i]);
    }
    Iterator<Row> rows = named.select(columns).toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public String[] next() {
        Row row = rows.next();
        String[] texts = new String[fields.length];
        for (int i = 0; i < texts.length; i++) {
          Object value = row.get(i);
          texts[i] = value instanceof byte[] bytes ? Bytes.toStringBinary(bytes) : (String) value;
        }
        return texts;
      }
    };
  }

  /** What Spark makes of a value; bytes are shown as HBase shows them. */
  private static Column text(Column column, StructField field) {
    DataType type = field.dataType();
    if (type.equals(DataTypes.BinaryType)) {
      return column;
    }
    boolean nested =
        type instanceof StructType || type instanceof MapType || type instanceof ArrayType;
    return nested ? functions.to_json(column) : column.cast(DataTypes.StringType);
  }
}
