package io.longshore.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.copy.Checksum;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryFormatTest {
  private static final String NAME = "hdfs://h/b/backup_5/longshore-inventory.jsonl";
  private static final ImageInventory SMALL =
      new ImageInventory(
          new ImageId(5),
          new Checksum(0x0a0b0c0d),
          List.of(
              new ImageFile("default/t/archive/b", 7, new Checksum(-1)),
              new ImageFile("default/t/archive/a", 0, new Checksum(0))),
          new ImageHistory(
              List.of(new ConsumedWal("h%2C1%2C2.3", "h:1", 9, 9, 4)),
              List.of("h%2C1%2C2.4"),
              List.of(new RegionState("t", "abc", "", "k\\x00", 2, 1000, 17)),
              List.of(
                  new Moments("t", "abc", "a", "k\\x00", 1, new long[] {5, 6}, new long[] {3, 17})),
              List.of("gone"),
              6999,
              true));

  /** The text of version 1, on which other tools may lean. */
  private static final String SMALL_TEXT =
      """
      {"version":1,"image":"backup_5","algorithm":"crc32c","manifest":"0a0b0c0d"}
      {"path":"default/t/archive/a","length":0,"checksum":"00000000"}
      {"path":"default/t/archive/b","length":7,"checksum":"ffffffff"}
      {"wal":{"name":"h%2C1%2C2.3","server":"h:1","length":9,"read":9,"cells":4}}
      {"pending":"h%2C1%2C2.4"}
      {"regionState":{"table":"t","region":"abc","startKey":"","endKey":"k\\\\x00","opened":2,"openedAt":1000,"highest":17}}
      {"moments":{"table":"t","region":"abc","firstRow":"a","lastRow":"k\\\\x00","step":1,"seconds":[5,6],"sequences":[3,17]}}
      {"dropped":"gone"}
      {"settled":6999,"divisible":true}
      {"files":2,"bytes":7}
      """;

  @Provide
  Arbitrary<ImageInventory> inventories() {
    Arbitrary<String> path =
        Arbitraries.strings()
            .ofMinLength(1)
            .ofMaxLength(40)
            .filter(text -> !text.startsWith("/") && wellFormed(text));
    Arbitrary<ImageFile> file =
        Combinators.combine(path, Arbitraries.longs().between(0, 1L << 50), Arbitraries.integers())
            .as((name, length, sum) -> new ImageFile(name, length, new Checksum(sum)));
    return Combinators.combine(
            Arbitraries.longs().between(0, 1L << 50),
            Arbitraries.integers(),
            file.list().ofMaxSize(50))
        .as(
            (id, manifest, files) ->
                new ImageInventory(
                    new ImageId(id), new Checksum(manifest), files, SMALL.history()));
  }

  @Property(tries = 300)
  void readsWhatItWrote(@ForAll("inventories") ImageInventory inventory) throws IOException {
    assertThat(read(bytes(inventory))).isEqualTo(inventory);
  }

  @Test
  void writesLinesOrderedByPath() throws IOException {
    assertThat(new String(bytes(SMALL), StandardCharsets.UTF_8)).isEqualTo(SMALL_TEXT);
  }

  @Test
  void keepsNamesWithSpacesQuotesAndLineEnds() throws IOException {
    ImageInventory odd =
        new ImageInventory(
            new ImageId(1),
            Checksum.OF_NOTHING,
            List.of(
                new ImageFile("with space/and \"quotes\"", 1, new Checksum(1)),
                new ImageFile("line\nend\\back\u2028slash", 1, new Checksum(2)),
                new ImageFile("ünï/日本/😀", 1, new Checksum(3))),
            ImageHistory.NONE);
    byte[] text = bytes(odd);
    assertThat(read(text)).isEqualTo(odd);
    assertThat(new String(text, StandardCharsets.UTF_8).lines()).hasSize(5);
  }

  @Property
  void aCutOffInventoryIsDamagedWhereverItEnds(@ForAll @IntRange(max = 10_000) int cut)
      throws IOException {
    byte[] whole = SMALL_TEXT.getBytes(StandardCharsets.UTF_8);
    // Without the last line end it is whole still.
    byte[] part = Arrays.copyOf(whole, cut % (whole.length - 1));
    assertDamaged(part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "garbage",
        "{",
        "[1,2,3]",
        "42\n43\n",
        "{}\n{\"files\":0}\n",
        "{\"version\":1}\n{\"files\":0}\n",
        "{\"version\":\"one\",\"image\":\"backup_1\",\"manifest\":\"00000000\"}\n{\"files\":0}\n",
        "{\"version\":1,\"image\":\"backup_1\",\"algorithm\":\"md5\",\"manifest\":\"00000000\"}\n{\"files\":0}\n",
        "{\"version\":1,\"image\":\"nightly\",\"algorithm\":\"crc32c\",\"manifest\":\"00000000\"}\n{\"files\":0}\n",
        "{\"version\":1,\"image\":\"backup_1\",\"algorithm\":\"crc32c\",\"manifest\":\"zz\"}\n{\"files\":0}\n",
        "{\"version\":1,\"image\":\"backup_1\",\"algorithm\":\"crc32c\",\"manifest\":\"00000000\"}\n{\"files\":1}\n",
        "{\"version\":1,\"image\":\"backup_1\",\"algorithm\":\"crc32c\",\"manifest\":\"00000000\"}\nnull\n{\"files\":1}\n",
        "{\"version\":1,\"image\":\"backup_1\",\"algorithm\":\"crc32c\",\"manifest\":\"00000000\"}\n{\"path\":\"a\",\"checksum\":\"00000000\"}\n{\"files\":1}\n",
        "{\"version\":1,\"image\":\"backup_1\",\"algorithm\":\"crc32c\",\"manifest\":\"00000000\"}\n{\"path\":\"a\",\"length\":1}\n{\"files\":1}\n",
        "{\"version\":1,\"image\":\"backup_1\",\"algorithm\":\"crc32c\",\"manifest\":\"00000000\"}\n{\"path\":\"/etc\",\"length\":1,\"checksum\":\"00000000\"}\n{\"files\":1}\n",
        "{\"version\":1,\"image\":\"backup_1\",\"algorithm\":\"crc32c\",\"manifest\":\"00000000\"}\n{\"path\":\"a\",\"length\":-1,\"checksum\":\"00000000\"}\n{\"files\":1}\n"
      })
  void garbageIsDamage(String text) {
    assertDamaged(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void randomBytesAreDamage(@ForAll @Size(max = 200) byte[] bytes) {
    assertDamaged(bytes);
  }

  @Test
  void refusesAVersionFromTheFuture() {
    byte[] text =
        SMALL_TEXT.replace("\"version\":1", "\"version\":2").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_FROM_THE_FUTURE);
              assertThat(e)
                  .hasMessage(
                      NAME + " has format version 2; this Longshore knows versions up to 1.");
            });
  }

  @Test
  void doesNotMindFieldsThatALaterWriterAdds() throws IOException {
    String text =
        SMALL_TEXT
            .replace("\"manifest\"", "\"writer\":\"x\",\"manifest\"")
            .replace("\"length\":7", "\"length\":7,\"note\":[1,{}]")
            .replace("\"read\":9", "\"read\":9,\"note\":{}")
            .replace("\"highest\":17", "\"highest\":17,\"note\":1")
            .replace("\"sequences\":[", "\"note\":null,\"sequences\":[");
    assertThat(read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(SMALL);
  }

  @Test
  void anInventoryThatDoesNotCountTheCellsOfWalsIsReadAsSuch() throws IOException {
    String text = SMALL_TEXT.replace(",\"cells\":4", "");
    assertThat(text).isNotEqualTo(SMALL_TEXT);
    assertThat(read(text.getBytes(StandardCharsets.UTF_8)).history().wals())
        .containsExactly(new ConsumedWal("h%2C1%2C2.3", "h:1", 9, 9, ConsumedWal.NOT_COUNTED));
  }

  @Test
  void aFailingStoreIsNoDamage() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };
    assertThatThrownBy(() -> InventoryFormat.read(broken, NAME))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  @Test
  void countsItsBytes() {
    assertThat(SMALL.bytes()).isEqualTo(7);
  }

  private static void assertDamaged(byte[] text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_DAMAGED);
              assertThat(e).hasMessageStartingWith("The inventory " + NAME + " is damaged: ");
            });
  }

  private static byte[] bytes(ImageInventory inventory) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InventoryFormat.write(inventory, out);
    return out.toByteArray();
  }

  private static ImageInventory read(byte[] text) throws IOException {
    return InventoryFormat.read(new ByteArrayInputStream(text), NAME);
  }

  /** Half of a surrogate pair is no text, and no file is named so. */
  private static boolean wellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
