package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.Column;
import io.longshore.snapshot.scan.ColumnMapping;
import io.longshore.snapshot.scan.ColumnType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Our types as Spark's. */
final class SparkTypes {
  private SparkTypes() {}

  /** Every column may be null: a row need not have it. */
  static StructType schema(ColumnMapping mapping) {
    return new StructType(
        mapping.columns().stream().map(SparkTypes::field).toArray(StructField[]::new));
  }

  static StructField field(Column column) {
    return DataTypes.createStructField(column.name(), of(column.type()), true);
  }

  static DataType of(ColumnType type) {
    if (type instanceof ColumnType.Simple simple) {
      return of(simple);
    }
    if (type instanceof ColumnType.Decimal decimal) {
      return DataTypes.createDecimalType(decimal.precision(), decimal.scale());
    }
    if (type instanceof ColumnType.Array array) {
      return DataTypes.createArrayType(of(array.element()), true);
    }
    if (type instanceof ColumnType.Map map) {
      return DataTypes.createMapType(of(map.key()), of(map.value()), true);
    }
    ColumnType.Struct struct = (ColumnType.Struct) type;
    return new StructType(
        struct.fields().stream()
            .map(field -> DataTypes.createStructField(field.name(), of(field.type()), true))
            .toArray(StructField[]::new));
  }

  private static DataType of(ColumnType.Simple type) {
    return switch (type) {
      case BOOLEAN -> DataTypes.BooleanType;
      case BYTE -> DataTypes.ByteType;
      case SHORT -> DataTypes.ShortType;
      case INT -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case FLOAT -> DataTypes.FloatType;
      case DOUBLE -> DataTypes.DoubleType;
      case STRING -> DataTypes.StringType;
      case BINARY -> DataTypes.BinaryType;
      case DATE -> DataTypes.DateType;
      case TIMESTAMP -> DataTypes.TimestampType;
    };
  }
}
