package io.longshore.snapshot.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.LongshoreException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ColumnMappingTest {
  private static final String USER =
      "{\"type\":\"record\",\"name\":\"user\",\"doc\":\"it's\",\"fields\":[{\"name\":\"name\",\"type\":\"string\"},"
          + "{\"name\":\"age\",\"type\":[\"null\",\"int\"]}]}";

  private static final String ALL =
      "region string :key(4), `the day` date :key until '|', seq long :key,\n"
          + "amount long cf:amount, amount_ts timestamp cf:amount@timestamp,\n"
          + "history array<long> cf:amount@versions, props map<binary,binary> cf:*,\n"
          + "price decimal(12,2) cf:price phoenix, note string cf:note #s,\n"
          + "odd int cf:a\\x2C\\x40\\x00b ordered desc, raw binary cf:";

  @Test
  void readsOurNotation() {
    ColumnMapping mapping = ColumnMapping.parse(ALL);

    assertThat(mapping.keyColumns())
        .extracting(Column::name)
        .containsExactly("region", "the day", "seq");
    assertThat(mapping.families()).containsExactly("cf");
    assertThat(mapping.columns().get(9).source())
        .isEqualTo(ColumnSource.Cell.of(new byte[] {'c', 'f'}, new byte[] {'a', ',', '@', 0, 'b'}));
    assertThat(mapping.columns().get(5).valueType()).isEqualTo(ColumnType.Simple.LONG);
    assertThat(mapping.indexOf("AMOUNT")).isEqualTo(3);
  }

  @Test
  void whatIsPrintedIsReadAgain() {
    ColumnMapping mapping = ColumnMapping.parse(ALL);

    assertThat(ColumnMapping.parse(mapping.toString())).isEqualTo(mapping);
    assertThat(ColumnMapping.parse(mapping.toString()).toString()).isEqualTo(mapping.toString());
  }

  @Test
  void whatIsSavedIsReadAgain() {
    ColumnMapping mapping =
        new ColumnMapping(
            "ns:tbl",
            List.of(
                ColumnMapping.parse(ALL).columns().get(3),
                ColumnMapping.parse("u avro('" + USER.replace("'", "''") + "') f:q")
                    .columns()
                    .get(0)));

    assertThat(ColumnMapping.ofJson(mapping.toJson())).isEqualTo(mapping);
    assertThat(mapping.toJson()).contains("\"formatVersion\" : 1");
  }

  @Test
  void aSavedMappingOfALaterVersionIsRefused() {
    assertThatThrownBy(() -> ColumnMapping.ofJson("{\"formatVersion\":2,\"columns\":[]}"))
        .isInstanceOf(LongshoreException.class)
        .hasMessageContaining("format version 2");
  }

  /** In the form that hbase-spark 1.0.1 reads. */
  @Test
  void readsHBaseSparksMappingString() {
    ColumnMapping mapping =
        ColumnMapping.ofHBaseSpark(
            "default:t1",
            "KEY_FIELD STRING :key, A_FIELD STRING c:a, B_FIELD STRING c:b, I_FIELD INT c:i");

    assertThat(mapping.table()).isEqualTo("t1");
    assertThat(mapping)
        .hasToString(
            "KEY_FIELD string :key hbase-spark,\n"
                + "A_FIELD string c:a hbase-spark,\n"
                + "B_FIELD string c:b hbase-spark,\n"
                + "I_FIELD int c:i hbase-spark");
    assertThat(ColumnMapping.parse(mapping.toString()).columns()).isEqualTo(mapping.columns());
  }

  /** In the form that hbase-spark 1.0.1 reads. */
  @Test
  void readsHBaseSparksCatalog() {
    ColumnMapping mapping =
        ColumnMapping.ofCatalog(
            """
            {"table":{"namespace":"default", "name":"table1"},
             "rowkey":"key1:key2:key3",
             "columns":{
               "col0":{"cf":"rowkey", "col":"key1", "type":"string", "length":"10"},
               "col1":{"cf":"rowkey", "col":"key2", "type":"int"},
               "col2":{"cf":"rowkey", "col":"key3", "type":"string"},
               "col3":{"cf":"cf1", "col":"col1", "type":"boolean"},
               "col4":{"cf":"cf2", "col":"col,2", "type":"double"},
               "col5":{"cf":"cf3", "col":"col3", "type":"timestamp"},
               "col6":{"cf":"cf4", "col":"col4", "type":"tinyint"}}}
            """,
            Map.of());

    assertThat(mapping.table()).isEqualTo("table1");
    assertThat(mapping.keyColumns())
        .extracting(Column::source)
        .containsExactly(
            new ColumnSource.Key(0, 10, -1), ColumnSource.Key.at(1), ColumnSource.Key.at(2));
    assertThat(mapping.columns())
        .extracting(column -> column.type().toString())
        .containsExactly("string", "int", "string", "boolean", "double", "timestamp", "byte");
    assertThat(ColumnMapping.parse(mapping.toString()).columns()).isEqualTo(mapping.columns());
  }

  @Test
  void theOrderOfTheKeyIsThatOfTheCatalog() {
    ColumnMapping mapping =
        ColumnMapping.ofCatalog(
            """
            {"table":{"namespace":"ns", "name":"t"}, "rowkey":"b:a",
             "columns":{"x":{"cf":"rowkey","col":"a","type":"string"},
                        "y":{"cf":"rowkey","col":"b","type":"string","delimiter":"|"}}}
            """,
            Map.of());

    assertThat(mapping.table()).isEqualTo("ns:t");
    assertThat(mapping)
        .hasToString("x string :key.2 hbase-spark,\ny string :key.1 hbase-spark until '|'");
    assertThat(ColumnMapping.parse(mapping.toString()).columns()).isEqualTo(mapping.columns());
  }

  @Test
  void aCatalogOfPhoenixHasItsTypes() {
    ColumnMapping mapping =
        ColumnMapping.ofCatalog(
            """
            {"table":{"namespace":"default", "name":"t", "tableCoder":"Phoenix"}, "rowkey":"k:l",
             "columns":{"k":{"cf":"rowkey","col":"k","type":"string","length":"4"},
                        "l":{"cf":"rowkey","col":"l","type":"bigint"},
                        "v":{"cf":"f","col":"v","type":"decimal(10,2)"}}}
            """,
            Map.of());

    assertThat(mapping)
        .hasToString(
            "k string :key(4) phoenix char,\nl long :key phoenix,\n"
                + "v decimal(10,2) f:v phoenix");
  }

  @Test
  void aCatalogNamesAvroSchemasByTheirOption() {
    String catalog =
        """
        {"table":{"namespace":"default", "name":"t", "tableCoder":"Avro"}, "rowkey":"key",
         "columns":{"col0":{"cf":"rowkey", "col":"key", "type":"string"},
                    "col1":{"cf":"cf1", "col":"col1", "avro":"userSchema"}}}
        """;

    assertThat(ColumnMapping.ofCatalog(catalog, Map.of("userSchema", USER)).columns().get(1).type())
        .hasToString("struct<name:string,age:int>");
    assertThatThrownBy(() -> ColumnMapping.ofCatalog(catalog, Map.of()))
        .hasMessage("The Avro schema userSchema of the column col1 is not given.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a int f:a, A long f:b; Two columns are named A.",
        "a itn f:a; There is no type \"itn\".",
        "a int; Expected the place of a, such as cf:a or :key, at character 6 of the columns.",
        "a int f:a phonix; There is no encoding \"phonix\" (column a), at character 11 of the columns: \"phonix\".",
        "a int nowhere; Column a: \"nowhere\" is no place: it is :key, family:qualifier or family:*, at character 7 of the columns: \"nowhere\".",
        "a decimal(50,2) f:a; Cannot read the type \"decimal(50,2)\": No such decimal: 50, 2.",
        "a map<binary,binary> f:a; Column a: one value is no map<binary,binary>, at character 1 of the columns: \"a map<binary,binary>...\".",
        "a boolean f:a ordered; Column a: there is no boolean in the encoding ordered, at character 1 of the columns: \"a boolean f:a ordere...\".",
        "a binary :key, b int :key; The piece a of the row key has no end, and others are behind it.",
        "a int :key.1, b int :key.1; Two pieces of the row key, or none, are at position 2.",
        "a int f:a text phoenix; The column a has two encodings, at character 16 of the columns: \"phoenix\".",
        "a array<int f:a; A bracket or a quote is not closed, at character 3 of the columns: \"array<int f:a\".",
        "a int f:a,; Expected a column's name, at character 11 of the columns.",
      })
  void saysWhatIsWrongAndWhere(String text, String message) {
    assertThatThrownBy(() -> ColumnMapping.parse(text))
        .isInstanceOf(LongshoreException.class)
        .hasMessage(message);
  }

  @Test
  void namesTheNearestTypeAndEncoding() {
    assertThatThrownBy(() -> ColumnMapping.parse("a itn f:a"))
        .extracting(e -> ((LongshoreException) e).hint())
        .isEqualTo("Did you mean int?");
    assertThatThrownBy(() -> ColumnMapping.parse("a int f:a phonix"))
        .extracting(e -> ((LongshoreException) e).hint())
        .isEqualTo("Did you mean phoenix?");
  }

  @Test
  void refusesAFamilyThatTheTableHasNot() {
    ColumnMapping mapping = ColumnMapping.parse("a int fc:a");

    assertThatThrownBy(() -> mapping.checkFamilies("orders", List.of("cf", "meta")))
        .hasMessage("The table orders has no family fc.")
        .extracting(e -> ((LongshoreException) e).hint())
        .isEqualTo("Did you mean cf?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"table\":{\"name\":\"t\"},\n\"rowkey\":\"k\",,}",
        "{\"table\":{\"name\":\"t\"},\"rowkey\":\"k\",\"columns\":{}}",
        "{\"table\":{},\"rowkey\":\"k\",\"columns\":{}}",
        "{\"table\":{\"name\":\"t\"},\"rowkey\":\"k\",\"columns\":"
            + "{\"k\":{\"cf\":\"rowkey\",\"col\":\"k\",\"type\":\"struct<a:int>\"}}}",
        "{\"table\":{\"name\":\"t\"},\"rowkey\":\"k\",\"columns\":"
            + "{\"k\":{\"cf\":\"rowkey\",\"col\":\"k\",\"type\":\"int\"},"
            + "\"k\":{\"cf\":\"f\",\"col\":\"k\",\"type\":\"int\"}}}",
        "[]"
      })
  void aCatalogThatCannotBeReadIsAnErrorForUsers(String json) {
    assertThatThrownBy(() -> ColumnMapping.ofCatalog(json, Map.of()))
        .isInstanceOf(LongshoreException.class);
  }

  @Test
  void saysWhereACatalogIsNoJson() {
    assertThatThrownBy(() -> ColumnMapping.ofCatalog("{\"table\":{},\n\"rowkey\":,}", Map.of()))
        .hasMessageContaining("line 2, column 11");
  }

  @Test
  void hbaseSparksStringIsThreeParts() {
    assertThatThrownBy(() -> ColumnMapping.ofHBaseSpark("t", "K STRING :key,A STRING"))
        .hasMessage(
            "The column \"A STRING\" of hbase.columns.mapping has 2 parts, not three, at character"
                + " 15.");
  }
}
