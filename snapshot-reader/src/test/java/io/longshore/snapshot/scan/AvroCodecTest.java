package io.longshore.snapshot.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

final class AvroCodecTest {
  private static final Schema PLACE =
      SchemaBuilder.record("place").fields().requiredDouble("x").requiredFloat("y").endRecord();

  private static final Schema USER =
      SchemaBuilder.record("user")
          .fields()
          .requiredString("name")
          .optionalInt("age")
          .requiredBoolean("active")
          .requiredLong("since")
          .requiredBytes("photo")
          .name("home")
          .type(PLACE)
          .noDefault()
          .name("tags")
          .type()
          .array()
          .items()
          .stringType()
          .noDefault()
          .endRecord();

  @Test
  void aRecordIsAStruct() throws IOException {
    Column column =
        ColumnMapping.parse("u avro(user) f:q", Map.of("user", USER.toString())).columns().get(0);

    assertThat(column.type())
        .hasToString(
            "struct<name:string,age:int,active:boolean,since:long,photo:binary,"
                + "home:struct<x:double,y:float>,tags:string>");
    Object read = Recorder.decode(column.codec(ZoneOffset.UTC), column.type(), user(null));
    assertThat((List<?>) read)
        .usingRecursiveComparison()
        .isEqualTo(
            Arrays.asList(
                "Zo\u00eb",
                null,
                true,
                7L,
                new byte[] {1, 2},
                List.of(1.5, 2.5f),
                "[\"a\", \"b\"]"));
  }

  @Test
  void bytesOfSomethingElseAreMalformed() throws IOException {
    Column column = new Column("u", AvroTypes.of(USER), cell(), Encoding.avro(USER.toString()));
    CellCodec codec = column.codec(ZoneOffset.UTC);
    byte[] bytes = user(42);

    assertThat(Recorder.decode(codec, column.type(), Arrays.copyOf(bytes, bytes.length - 1)))
        .isEqualTo("malformed");
    assertThat(Recorder.decode(codec, column.type(), Arrays.copyOf(bytes, bytes.length + 1)))
        .isEqualTo("malformed");
    assertThat(Recorder.decode(codec, column.type(), new byte[0])).isEqualTo("malformed");
  }

  @Test
  void aUnionWithNullIsTheOtherType() throws IOException {
    Schema schema = SchemaBuilder.unionOf().nullType().and().stringType().endUnion();
    Column column =
        new Column("u", ColumnType.Simple.STRING, cell(), Encoding.avro(schema.toString()));

    assertThat(Recorder.decode(column.codec(ZoneOffset.UTC), column.type(), write(schema, "x")))
        .isEqualTo("x");
    assertThat(Recorder.decode(column.codec(ZoneOffset.UTC), column.type(), write(schema, null)))
        .isNull();
  }

  @Test
  void aRecordWithinItselfIsText() {
    Schema schema =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"node\",\"fields\":[{\"name\":\"value\",\"type\":"
                    + "\"int\"},{\"name\":\"next\",\"type\":[\"null\",\"node\"]}]}");

    assertThat(AvroTypes.of(schema)).hasToString("struct<value:int,next:string>");
  }

  @Test
  void aCodecIsSentToTasks() throws Exception {
    Column column = new Column("u", AvroTypes.of(USER), cell(), Encoding.avro(USER.toString()));
    CellCodec codec = column.codec(ZoneOffset.UTC);
    Recorder.decode(codec, column.type(), user(1));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(codec);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      CellCodec sent = (CellCodec) in.readObject();

      assertThat(Recorder.decode(sent, column.type(), user(1))).isInstanceOf(List.class);
    }
  }

  @Test
  void textThatIsNoSchemaIsRefused() {
    assertThatThrownBy(() -> ColumnMapping.parse("u avro('{') f:q"))
        .hasMessageStartingWith("Column u: no Avro schema:");
  }

  private static ColumnSource cell() {
    return ColumnSource.Cell.of(new byte[] {'f'}, new byte[] {'q'});
  }

  private static byte[] user(Integer age) throws IOException {
    GenericData.Record home = new GenericData.Record(PLACE);
    home.put("x", 1.5);
    home.put("y", 2.5f);
    return write(
        USER,
        new GenericRecordBuilder(USER)
            .set("name", "Zo\u00eb")
            .set("age", age)
            .set("active", true)
            .set("since", 7L)
            .set("photo", ByteBuffer.wrap(new byte[] {1, 2}))
            .set("home", home)
            .set("tags", List.of("a", "b"))
            .build());
  }

  private static byte[] write(Schema schema, Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(schema).write(value, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
