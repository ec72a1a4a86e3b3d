package io.longshore.snapshot.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MalformedValuesTest {
  private static final Column AMOUNT =
      ColumnMapping.parse("amount long cf:amount").columns().get(0);
  private static final byte[] ROW = Bytes.toBytes("row-1");
  private static final byte[] SHORT = {1, 2, 3};

  @Test
  void areNullAndCounted() {
    MalformedValues malformed = new MalformedValues("orders", false);
    Recorder target = new Recorder(AMOUNT.type());

    malformed.found(AMOUNT, ROW, 0, ROW.length, SHORT, 0, SHORT.length, target);

    assertThat(malformed.count()).isEqualTo(1);
    assertThat(target.value()).isNull();
  }

  @Test
  void failFastNamesTheTableTheRowTheColumnAndTheBytes() {
    MalformedValues malformed = new MalformedValues("orders", true);

    assertThatThrownBy(
            () ->
                malformed.found(
                    AMOUNT,
                    ROW,
                    0,
                    ROW.length,
                    SHORT,
                    0,
                    SHORT.length,
                    new Recorder(AMOUNT.type())))
        .hasMessage(
            "In the table orders, row \"row-1\", the column amount holds no long (bytes): 3 bytes,"
                + " \"\\x01\\x02\\x03\".")
        .extracting(e -> ((LongshoreException) e).code())
        .isEqualTo(ErrorCode.VALUE_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "int, 3",
    "int, 5",
    "int, 0",
    "long, 4",
    "boolean, 2",
    "decimal(9;2), 4",
    "int ordered, 4",
    "string ordered, 3",
    "binary ordered, 2",
    "decimal(9;2) ordered, 2",
    "int phoenix, 3",
    "timestamp phoenix, 9",
    "int unsigned phoenix, 5",
    "decimal(9;2) phoenix, 1",
    "int text, 4",
    "date text, 4",
    "timestamp text, 4"
  })
  void aValueOfAWrongLengthIsMalformed(String kind, int length) {
    String[] words = kind.replace(';', ',').split(" ");
    String encoding =
        words.length == 3 ? words[2] + " " + words[1] : words.length == 2 ? words[1] : "";
    Column column = ColumnMapping.parse("c " + words[0] + " f:q " + encoding).columns().get(0);
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x5a);

    assertThat(Recorder.decode(column.codec(ZoneOffset.UTC), column.type(), bytes))
        .isEqualTo("malformed");
  }

  /** The empty value is null for hbase-spark, and the empty string for us. */
  @Test
  void anEmptyValueIsAsTheEncodingSays() {
    assertThat(read("string f:q hbase-spark", "")).isNull();
    assertThat(read("int f:q hbase-spark", "")).isNull();
    assertThat(read("string f:q", "")).isEqualTo("");
    assertThat(read("int f:q", "")).isEqualTo("malformed");
    assertThat(read("int f:q text", " ")).isNull();
  }

  @Test
  void textIsReadAsPeopleWriteIt() {
    assertThat(read("long f:q #s", "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(read("long f:q #s", "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(read("long f:q #s", "9223372036854775808")).isEqualTo("malformed");
    assertThat(read("long f:q #s", "-9223372036854775809")).isEqualTo("malformed");
    assertThat(read("byte f:q #s", "128")).isEqualTo("malformed");
    assertThat(read("int f:q #s", " +042 ")).isEqualTo(42);
    assertThat(read("int f:q #s", "-")).isEqualTo("malformed");
    assertThat(read("double f:q #s", "1.5e3")).isEqualTo(1500.0);
    assertThat(read("boolean f:q #s", "TRUE")).isEqualTo(true);
    assertThat(read("decimal(5,2) f:q #s", "1.005").toString()).isEqualTo("1.01");
    assertThat(read("decimal(5,2) f:q #s", "1e999999999")).isEqualTo("malformed");
    assertThat(read("decimal(5,2) f:q #s", "1e-999999999").toString()).isEqualTo("0.00");
    assertThat(read("date f:q #s", "1970-01-02")).isEqualTo(1);
    assertThat(read("timestamp f:q #s", "1970-01-01 00:00:01.5")).isEqualTo(1_500_000L);
    assertThat(read("timestamp f:q #s", "1970-01-01T01:00:00+01:00")).isEqualTo(0L);
  }

  private static Object read(String column, String value) {
    Column read = ColumnMapping.parse("c " + column).columns().get(0);
    return Recorder.decode(read.codec(ZoneOffset.UTC), read.type(), Bytes.toBytes(value));
  }
}
