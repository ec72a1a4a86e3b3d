package io.longshore.core.hfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

class StoreFileTest {
  private static final List<String> ROOTS =
      new ArrayList<>(List.of("hdfs://name/hbase", "hdfs://name/hbase/archive"));

  @Test
  void itsPlacesAreBelowItsRoots() {
    StoreFile file = new StoreFile(ROOTS, "data/default/t/region/f/abc", 5, null);
    assertThat(file.places())
        .containsExactly(
            "hdfs://name/hbase/data/default/t/region/f/abc",
            "hdfs://name/hbase/archive/data/default/t/region/f/abc");
    assertThat(file.name()).isEqualTo("abc");
  }

  @Test
  void manyAreSmallWhenTheyAreSerialized() throws Exception {
    ArrayList<StoreFile> files = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      files.add(
          new StoreFile(
              ROOTS,
              "data/default/table/0123456789abcdef0123456789abcdef/f/" + "0".repeat(27) + i,
              i,
              null));
    }
    byte[] bytes = serialized(files);
    assertThat(bytes.length / files.size()).isLessThan(130);
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      assertThat(in.readObject()).isEqualTo(files);
    }
  }

  @Test
  void rangesOfRowsAreCut() {
    RowRange range = new RowRange(Bytes.toBytes("b"), Bytes.toBytes("d"));
    assertThat(range.contains(Bytes.toBytes("b"))).isTrue();
    assertThat(range.contains(Bytes.toBytes("d"))).isFalse();
    assertThat(range.intersect(RowRange.ALL)).isEqualTo(range);
    assertThat(range.intersect(RowRange.of(Bytes.toBytes("d"))).isEmpty()).isTrue();
    assertThat(RowRange.of(Bytes.toBytes("c")).isOneRow()).isTrue();
    assertThat(RowRange.ALL.isOneRow()).isFalse();
    assertThat(range.isOneRow()).isFalse();
    assertThat(
            range.cut(
                List.of(
                    RowRange.of(Bytes.toBytes("a")),
                    new RowRange(Bytes.toBytes("aa"), Bytes.toBytes("c")),
                    new RowRange(Bytes.toBytes("cc"), RowRange.END))))
        .containsExactly(
            new RowRange(Bytes.toBytes("b"), Bytes.toBytes("c")),
            new RowRange(Bytes.toBytes("cc"), Bytes.toBytes("d")));
  }

  private static byte[] serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }
}
