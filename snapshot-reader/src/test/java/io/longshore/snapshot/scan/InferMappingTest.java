package io.longshore.snapshot.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

final class InferMappingTest {
  private final InferMapping infer = new InferMapping(10);

  @Test
  void guessesTypesFromValues() {
    for (int i = 1; i < 50; i++) {
      infer.addRow(Bytes.toBytes("row" + i), 0, 4);
      add("cf", "amount", Bytes.toBytes(i * 1000L));
      add("cf", "price", Bytes.toBytes(i / 7.0));
      add("cf", "count", Bytes.toBytes(i));
      add("cf", "share", Bytes.toBytes(i / 3.0f));
      add("cf", "name", Bytes.toBytes("M\u00fcller " + i));
      add("cf", "done", Bytes.toBytes(i % 2 == 0));
      add("cf", "blob", new byte[] {(byte) i, 0, (byte) 0xc3});
      add("cf", "age", Bytes.toBytes("" + i));
      add("cf", "zip", Bytes.toBytes("0" + i));
      add("meta", "a b,c", Bytes.toBytes("x"));
    }

    assertThat(infer.mapping("orders"))
        .hasToString(
            """
            rowkey string :key,
            age long cf:age text,
            amount long cf:amount,
            blob binary cf:blob,
            count int cf:count,
            done boolean cf:done,
            name string cf:name,
            price double cf:price,
            share float cf:share,
            zip string cf:zip,
            a_b_c string meta:a\\x20b\\x2Cc""");
    assertThat(ColumnMapping.parse(infer.mapping("").toString())).isEqualTo(infer.mapping(""));
  }

  @Test
  void aFamilyOfManyQualifiersIsAMap() {
    for (int i = 0; i < 11; i++) {
      add("wide", "q" + i, Bytes.toBytes(i));
    }

    assertThat(infer.mapping(""))
        .hasToString("rowkey binary :key,\nwide map<binary,binary> wide:*");
  }

  @Test
  void columnsOfOneNameAreToldApartByTheirFamily() {
    add("a", "q", Bytes.toBytes("x"));
    add("b", "Q", Bytes.toBytes("x"));
    add("b", "rowkey", Bytes.toBytes("x"));

    assertThat(infer.mapping("").columns())
        .extracting(Column::name)
        .containsExactly("rowkey", "q", "b_Q", "b_rowkey");
  }

  @Test
  void valuesOfDifferentLengthsAreBinary() {
    add("f", "q", Bytes.toBytes(1L));
    add("f", "q", Bytes.toBytes(1));

    assertThat(infer.mapping("").columns().get(1).type()).isEqualTo(ColumnType.Simple.BINARY);
  }

  private void add(String family, String qualifier, byte[] value) {
    infer.addCell(Bytes.toBytes(family), Bytes.toBytes(qualifier), value, 0, value.length);
  }
}
