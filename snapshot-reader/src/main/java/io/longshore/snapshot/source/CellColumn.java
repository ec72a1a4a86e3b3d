package io.longshore.snapshot.source;

import java.util.Arrays;
import java.util.Locale;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** What a row says of a cell where each is a row; no column is ever null. */
enum CellColumn {
  ROW(DataTypes.BinaryType),
  FAMILY(DataTypes.StringType),
  QUALIFIER(DataTypes.BinaryType),
  TIMESTAMP(DataTypes.LongType),
  TYPE(DataTypes.StringType),
  VALUE(DataTypes.BinaryType);

  private final DataType type;

  CellColumn(DataType type) {
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

  static CellColumn of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  Object of(Cell cell) {
    return switch (this) {
      case ROW -> CellUtil.cloneRow(cell);
      case FAMILY -> UTF8String.fromBytes(CellUtil.cloneFamily(cell));
      case QUALIFIER -> CellUtil.cloneQualifier(cell);
      case TIMESTAMP -> cell.getTimestamp();
      case TYPE -> UTF8String.fromString(cell.getType().name());
      case VALUE -> CellUtil.cloneValue(cell);
    };
  }
}
