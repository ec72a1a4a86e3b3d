package io.longshore.launcher.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.image.RegionState;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SameTableTest {
  private static final RegionState BEFORE = region("r", "", "", 10, 1000, 50);

  /** A change of a family, and how it is told. */
  record Change(String told, UnaryOperator<ColumnFamilyDescriptorBuilder> change) {
    @Override
    public String toString() {
      return told;
    }
  }

  static Stream<Change> changesOfMeaning() {
    return Stream.of(
        new Change("VERSIONS 7", family -> family.setMaxVersions(7)),
        new Change(
            "MIN_VERSIONS 1", family -> family.setMinVersions(1).setTimeToLive(Integer.MAX_VALUE)),
        new Change("TTL 60", family -> family.setTimeToLive(60)),
        new Change(
            "KEEP_DELETED_CELLS TRUE", family -> family.setKeepDeletedCells(KeepDeletedCells.TRUE)),
        new Change("NEW_VERSION_BEHAVIOR true", family -> family.setNewVersionBehavior(true)),
        new Change("IS_MOB true", family -> family.setMobEnabled(true)),
        new Change("ENCRYPTION AES", family -> family.setEncryptionType("AES")));
  }

  static Stream<Change> changesOfForm() {
    return Stream.of(
        new Change("compression", family -> family.setCompressionType(Compression.Algorithm.GZ)),
        new Change("encoding", family -> family.setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)),
        new Change("bloom filter", family -> family.setBloomFilterType(BloomType.ROWCOL)),
        new Change("block size", family -> family.setBlocksize(1 << 20)),
        new Change("scope", family -> family.setScope(1)));
  }

  @ParameterizedTest
  @MethodSource("changesOfMeaning")
  void aFamilyThatAnswersOtherCellsIsNotTheSame(Change change) {
    assertThat(SameTable.familiesChanged(table("f", "g"), changed(change)))
        .hasValueSatisfying(
            told ->
                assertThat(told)
                    .startsWith("column family g was altered since its full image, from VERSIONS 1")
                    .contains("to VERSIONS ")
                    .contains(change.told()));
  }

  @ParameterizedTest
  @MethodSource("changesOfForm")
  void aFamilyThatIsStoredInAnotherWayIsTheSame(Change change) {
    assertThat(SameTable.familiesChanged(table("f", "g"), changed(change))).isEmpty();
  }

  @Test
  void aTableIsTheSameAsItself() {
    assertThat(SameTable.familiesChanged(table("f", "g"), table("g", "f"))).isEmpty();
  }

  @Test
  void familiesThatCameOrWentAreTold() {
    assertThat(SameTable.familiesChanged(table("f", "g"), table("f")))
        .hasValue("its column families were [f, g] in its full image and are [f] now");
    assertThat(SameTable.familiesChanged(table("f"), table("f", "h")))
        .hasValue("its column families were [f] in its full image and are [f, h] now");
  }

  @Test
  void aRegionThatIsOpenStillIsTheSame() {
    assertSame(List.of(BEFORE), region("r", "", "", 10, 1000, 70));
  }

  @Test
  void aRegionThatWasOpenedAboveAllItsIdsIsTheSame() {
    assertSame(List.of(BEFORE), region("r", "", "", 51, 2000, 51));
  }

  @Test
  void aRegionOfTheNameThatBeginsAnewIsAnother() {
    assertThat(SameTable.isAnother(List.of(BEFORE), List.of(region("r", "", "", 49, 2000, 60))))
        .hasValue(
            "it was truncated, made anew or restored since the last image (region r begins at"
                + " sequence id 49, its rows were at 50)");
  }

  /** Its server died before anybody wrote to it. */
  @Test
  void aRegionThatIsOpenedWithTheIdItHadReachedIsTheSameOnlyUnderItsOwnName() {
    assertSame(List.of(BEFORE), region("r", "", "", 50, 2000, 50));
    assertAnother(List.of(BEFORE), region("s", "", "", 50, 2000, 50));
  }

  @Test
  void aTableMadeAnewIsAnother() {
    assertAnother(List.of(BEFORE), region("s", "", "", 2, 2000, 2));
  }

  /** By chance it begins at the same id. */
  @Test
  void aRegionThatWasOpenedAtAnotherTimeIsNotOpenStill() {
    assertAnother(List.of(BEFORE), region("r", "", "", 10, 2000, 10));
    assertAnother(List.of(BEFORE), region("r", "", "", 11, 1000, 12));
  }

  @Test
  void daughtersOfASplitAreTheSameTable() {
    List<RegionState> now =
        List.of(region("a", "", "k", 51, 2000, 60), region("b", "k", "", 51, 2000, 51));
    assertThat(SameTable.isAnother(List.of(BEFORE), now)).isEmpty();
  }

  @Test
  void aMergedRegionIsTheSameTableWhenItBeginsAboveBoth() {
    List<RegionState> then =
        List.of(region("a", "", "k", 5, 1000, 60), region("b", "k", "", 5, 1000, 90));
    assertThat(SameTable.isAnother(then, List.of(region("r", "", "", 91, 2000, 91)))).isEmpty();
    assertAnother(then, region("r", "", "", 61, 2000, 61));
  }

  @Test
  void regionsOfOtherRowsDoNotMatter() {
    List<RegionState> then =
        List.of(region("a", "", "k", 5, 1000, 6), region("b", "k", "", 5, 1000, 90));
    assertSame(then, region("c", "", "k", 7, 2000, 7));
    assertSame(then, region("c", "b", "c", 7, 2000, 7));
    assertAnother(then, region("c", "k", "", 7, 2000, 7));
    assertAnother(then, region("c", "k\\x00", "l", 7, 2000, 7));
    assertAnother(then, region("c", "b", "k\\x00", 7, 2000, 7));
  }

  @Test
  void keysAreComparedAsBytes() {
    List<RegionState> then = List.of(region("a", "\\x80", "\\xFF", 5, 1000, 90));
    assertSame(then, region("b", "", "\\x80", 7, 2000, 7));
    assertSame(then, region("b", "\\xFF", "", 7, 2000, 7));
    assertAnother(then, region("b", "\\xFE", "", 7, 2000, 7));
    assertAnother(then, region("b", "", "\\x80\\x00", 7, 2000, 7));
  }

  @Test
  void aTableWithoutRegionsBeforeIsTheSame() {
    assertSame(List.of(), region("r", "", "", 1, 2000, 1));
    assertThat(SameTable.isAnother(List.of(BEFORE), List.of())).isEmpty();
  }

  @Property
  void keysThatHBaseWritesAsTextOverlapAsTheirBytesDo(
      @ForAll @Size(max = 3) byte[] split, @ForAll @Size(max = 3) byte[] end) {
    RegionState after = region("a", Bytes.toStringBinary(split), "", 5, 1000, 90);
    RegionState until = region("b", "", Bytes.toStringBinary(end), 7, 2000, 7);
    boolean overlap = end.length == 0 || Bytes.compareTo(split, end) < 0;
    assertThat(SameTable.isAnother(List.of(after), List.of(until)).isPresent()).isEqualTo(overlap);
  }

  private static void assertSame(List<RegionState> then, RegionState now) {
    assertThat(SameTable.isAnother(then, List.of(now))).isEmpty();
  }

  private static void assertAnother(List<RegionState> then, RegionState now) {
    assertThat(SameTable.isAnother(then, List.of(now))).isPresent();
  }

  private static RegionState region(
      String name, String start, String end, long opened, long openedAt, long highest) {
    return new RegionState("t", name, start, end, opened, openedAt, highest);
  }

  private static TableDescriptor table(String... families) {
    TableDescriptorBuilder table = TableDescriptorBuilder.newBuilder(TableName.valueOf("t"));
    for (String family : families) {
      table.setColumnFamily(ColumnFamilyDescriptorBuilder.of(family));
    }
    return table.build();
  }

  /** The table whose second family was altered. */
  private static TableDescriptor changed(Change change) {
    ColumnFamilyDescriptor altered =
        change
            .change()
            .apply(ColumnFamilyDescriptorBuilder.newBuilder(ColumnFamilyDescriptorBuilder.of("g")))
            .build();
    return TableDescriptorBuilder.newBuilder(table("f", "g")).modifyColumnFamily(altered).build();
  }
}
