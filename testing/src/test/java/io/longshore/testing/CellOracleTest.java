package io.longshore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CellOracleTest {
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final byte[] QUALIFIER = Bytes.toBytes("q");
  private static final byte[] ROW = Bytes.toBytes("row");
  private static final TableName ORIGINAL = TableName.valueOf("oracle_original");

  private static EmbeddedHBase hbase;
  private static int tables;

  @BeforeAll
  static void createOriginal() throws IOException {
    hbase = SharedCluster.get();
    create(ORIGINAL);
    write(ORIGINAL, List.of(put(1, "one"), put(2, "two"), put(3, "three")), List.of());
  }

  @Test
  void findsNoDifferenceInACopy() throws IOException {
    assertThat(differenceFrom(List.of(put(1, "one"), put(2, "two"), put(3, "three")), List.of()))
        .isEmpty();
  }

  @Test
  void spotsAValue() throws IOException {
    assertThat(differenceFrom(List.of(put(1, "one"), put(2, "TWO"), put(3, "three")), List.of()))
        .contains(
            "Cell 1: value differs at row=row family=f qualifier=q timestamp=2 type=Put: the left"
                + " has 3 bytes \"two\", the right has 3 bytes \"TWO\"");
  }

  @Test
  void spotsATimestamp() throws IOException {
    assertThat(differenceFrom(List.of(put(1, "one"), put(2, "two"), put(4, "three")), List.of()))
        .contains(
            "Cell 0: timestamp differs: the left has row=row family=f qualifier=q timestamp=3"
                + " type=Put value=5 bytes \"three\" tags=[], the right has row=row family=f"
                + " qualifier=q timestamp=4 type=Put value=5 bytes \"three\" tags=[]");
  }

  @Test
  void spotsAType() throws IOException {
    assertThat(
            differenceFrom(
                List.of(put(1, "one"), put(2, "two")),
                List.of(new Delete(ROW).addColumns(FAMILY, QUALIFIER, 3))))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("Cell 0: type differs: the left has row=row")
                    .contains("type=Put value=5 bytes", "type=DeleteColumn value=0 bytes"));
  }

  @Test
  void spotsATag() throws IOException {
    Put tagged = put(2, "two").setTTL(1L << 41);
    assertThat(differenceFrom(List.of(put(1, "one"), tagged, put(3, "three")), List.of()))
        .contains(
            "Cell 1: tags differ at row=row family=f qualifier=q timestamp=2 type=Put: the left"
                + " has [], the right has [8:\\x00\\x00\\x02\\x00\\x00\\x00\\x00\\x00]");
  }

  @Test
  void spotsAMissingCell() throws IOException {
    assertThat(differenceFrom(List.of(put(2, "two"), put(3, "three")), List.of()))
        .contains(
            "Cell 2: only the left has row=row family=f qualifier=q timestamp=1 type=Put value=3"
                + " bytes \"one\" tags=[]");
  }

  @Test
  void seesWhatADeleteHidesOnlyWhenRaw() throws IOException {
    TableName table = copyWith(List.of(put(1, "one")), List.of(new Delete(ROW)));
    assertThat(CellOracle.raw(hbase.connection(), table).size()).isEqualTo(2);
    assertThat(CellOracle.visible(hbase.connection(), table).size()).isZero();
  }

  @Test
  void countsWhatItCompares() throws IOException {
    TableName table =
        copyWith(
            List.of(put(1, "one"), put(2, "two"), put(3, "three")),
            List.of(new Delete(ROW).addColumns(FAMILY, QUALIFIER, 1)));
    Comparison comparison =
        CellOracle.firstDifference(
            hbase.connection(), table, hbase.connection(), table, CellOracle.rawScan());
    assertThat(comparison).isEqualTo(new Comparison(4, 1, 1, Optional.empty()));
    assertThat(comparison.isSame()).isTrue();
  }

  /** The difference of the original from a table so written; held and streamed say the same. */
  private static Optional<String> differenceFrom(List<Put> puts, List<Delete> deletes)
      throws IOException {
    TableName copy = copyWith(puts, deletes);
    Optional<String> held =
        CellOracle.raw(hbase.connection(), ORIGINAL)
            .firstDifference(CellOracle.raw(hbase.connection(), copy));
    Comparison streamed =
        CellOracle.firstDifference(
            hbase.connection(), ORIGINAL, hbase.connection(), copy, CellOracle.rawScan());
    assertThat(streamed.difference()).isEqualTo(held);
    return held;
  }

  private static TableName copyWith(List<Put> puts, List<Delete> deletes) throws IOException {
    TableName copy = TableName.valueOf("oracle_copy_" + tables++);
    create(copy);
    write(copy, puts, deletes);
    return copy;
  }

  private static void create(TableName table) throws IOException {
    hbase
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(table)
                .setColumnFamily(
                    ColumnFamilyDescriptorBuilder.newBuilder(FAMILY).setMaxVersions(5).build())
                .build());
  }

  private static void write(TableName name, List<Put> puts, List<Delete> deletes)
      throws IOException {
    try (Table table = hbase.connection().getTable(name)) {
      for (Put put : puts) {
        table.put(put);
      }
      for (Delete delete : deletes) {
        table.delete(delete);
      }
    }
  }

  private static Put put(long timestamp, String value) {
    return new Put(ROW).addColumn(FAMILY, QUALIFIER, timestamp, Bytes.toBytes(value));
  }
}
