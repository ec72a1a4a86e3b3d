package io.longshore.wal.source;

import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What a row says of a cell; no column is ever null. */
enum WalColumn {
  TABLE(DataTypes.StringType),
  REGION(DataTypes.StringType),
  ROW(DataTypes.BinaryType),
  FAMILY(DataTypes.StringType),
  QUALIFIER(DataTypes.BinaryType),
  TIMESTAMP(DataTypes.LongType),
  TYPE(DataTypes.StringType),
  VALUE(DataTypes.BinaryType),
  SEQUENCE_ID(DataTypes.LongType),
  WRITE_TIME(DataTypes.TimestampType),
  SERVER(DataTypes.StringType),
  FILE(DataTypes.StringType),
  POSITION(DataTypes.LongType);

  private final DataType type;

  WalColumn(DataType type) {
    this.type = type;
  }

  /** Its name in SQL. */
  String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static StructType schema() {
    return new StructType(
        Arrays.stream(values())
            .map(column -> DataTypes.createStructField(column.sqlName(), column.type, false))
            .toArray(StructField[]::new));
  }

  /** The columns of a schema that has some of ours, in its order. */
  static WalColumn[] of(StructType schema) {
    return Arrays.stream(schema.fieldNames())
        .map(name -> valueOf(name.toUpperCase(Locale.ROOT)))
        .toArray(WalColumn[]::new);
  }
}
