package io.longshore.snapshot.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes worked out by hand from the formats of Phoenix's types; no Phoenix was at hand to write
 * them.
 */
final class PhoenixVectorsTest {
  @ParameterizedTest
  @CsvSource({
    "int, 80000001, 1",
    "int, 7fffffff, -1",
    "int desc, 7ffffffe, 1",
    "long, 8000000000000000, 0",
    "long, 7ffffffffffffffe, -2",
    "short, 8005, 5",
    "byte, 7f, -1",
    "boolean, 01, true",
    "boolean, 00, false",
    "boolean desc, fe, true",
    "double, bff0000000000001, 1.0",
    "double, 4010000000000000, -1.0",
    "float, bf800001, 1.0",
    "string, 616263, abc",
    "string desc, 9e9d9c, abc",
    "date, 8000000005265c00, 1",
    "date, 7fffffffffffffff, -1",
    "timestamp, 80000000000003e8, 1000000",
    "timestamp, 80000000000003e80000c350, 1000050",
    "timestamp, 80000000000003e83b9ac9ff, 1000999",
    "decimal(9;2), 80, 0.00",
    "decimal(9;2), c102, 1.00",
    "decimal(9;2), c10b, 10.00",
    "decimal(9;2), c202, 100.00",
    "decimal(9;2), c20218, 123.00",
    "decimal(9;2), c202182e, 123.45",
    "decimal(9;2), c02e, 0.45",
    "decimal(9;2), 3e6466, -1.00",
    "decimal(9;2), 3d644e3866, -123.45",
    "decimal(9;2) desc, 3efd, 1.00",
    "decimal(20;2), c202182e, 123.45",
    "string char, 61622020, ab",
    "int unsigned, 00000005, 5",
    "long unsigned, 0000000000000005, 5",
    "double unsigned, 3ff0000000000000, 1.0",
    "timestamp unsigned, 00000000000003e80000c350, 1000050"
  })
  void phoenixWritesAndIsRead(String kind, String hex, String value) {
    String type = kind.replace(';', ',');
    int space = type.indexOf(' ');
    String words = space < 0 ? "" : type.substring(space);
    Column column =
        ColumnMapping.parse(
                "c " + (space < 0 ? type : type.substring(0, space)) + " f:q phoenix" + words)
            .columns()
            .get(0);

    Object read =
        Recorder.decode(column.codec(ZoneOffset.UTC), column.type(), HexFormat.of().parseHex(hex));

    assertThat(read).hasToString(value);
  }

  @Test
  void anEmptyValueIsNull() {
    for (String type : new String[] {"int", "string", "decimal(9,2)", "timestamp", "boolean"}) {
      Column column = ColumnMapping.parse("c " + type + " f:q phoenix").columns().get(0);

      assertThat(Recorder.decode(column.codec(ZoneOffset.UTC), column.type(), new byte[0]))
          .as(type)
          .isNull();
    }
  }

  @Test
  void aLongDecimalIsReadToItsLastDigit() {
    BigDecimal number = new BigDecimal("-12345678901234567890123456789012345.678");
    Column column = ColumnMapping.parse("c decimal(38,3) f:q phoenix").columns().get(0);
    byte[] bytes = PhoenixDecimal.encode(number);

    assertThat(bytes).isEqualTo(PhoenixWriter.decimal(number));
    assertThat(Recorder.decode(column.codec(ZoneOffset.UTC), column.type(), bytes))
        .isEqualTo(number);
  }

  @Test
  void keysMayLeaveOutNullsAtTheirEnd() {
    ColumnMapping mapping =
        ColumnMapping.parse(
            "a string :key phoenix, b string :key phoenix desc, c int :key phoenix");
    KeyLayout layout = new KeyLayout(mapping, ZoneOffset.UTC);

    assertThat(pieces(layout, mapping, "61")).containsExactly("a", null, null);
    assertThat(pieces(layout, mapping, "6100" + "9dff" + "80000007")).containsExactly("a", "b", 7);
    assertThat(pieces(layout, mapping, "00" + "00" + "80000007")).containsExactly(null, null, 7);
  }

  private static Object[] pieces(KeyLayout layout, ColumnMapping mapping, String hex) {
    byte[] row = HexFormat.of().parseHex(hex);
    int[] starts = new int[layout.pieces()];
    int[] ends = new int[layout.pieces()];
    layout.split(row, 0, row.length, starts, ends);
    Object[] values = new Object[starts.length];
    for (int i = 0; i < values.length; i++) {
      Recorder recorder = new Recorder(mapping.columns().get(i).type());
      assertThat(layout.decode(i, row, starts[i], ends[i], recorder)).isTrue();
      values[i] = recorder.value();
    }
    return values;
  }
}
