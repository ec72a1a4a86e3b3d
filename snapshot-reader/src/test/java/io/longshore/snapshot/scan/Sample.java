package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.Order;
import org.apache.hadoop.hbase.util.OrderedBytes;
import org.apache.hadoop.hbase.util.PositionedByteRange;
import org.apache.hadoop.hbase.util.SimplePositionedMutableByteRange;

/**
 * A kind of column for random tests: its text, random values, and how somebody else writes them, by
 * HBase's own classes where there are some.
 *
 * @param text type, and behind a space the encoding
 * @param behind what is written behind it in a row key that goes on
 * @param atEnd what is written behind it at the end of a row key
 */
record Sample(
    String text,
    Function<Random, Object> values,
    Writer writer,
    byte[] behind,
    byte[] atEnd,
    String place) {
  /** Writes a value; the random source decides where there are several ways. */
  interface Writer {
    byte[] write(Object value, Random random);
  }

  private static final byte[] NOTHING = {};

  static final List<Sample> ALL =
      List.of(
          fixed("byte", r -> (byte) whole(r), v -> new byte[] {(Byte) v}),
          fixed("short", r -> (short) whole(r), v -> Bytes.toBytes((Short) v)),
          fixed("int", r -> (int) whole(r), v -> Bytes.toBytes((Integer) v)),
          fixed("long", Sample::whole, v -> Bytes.toBytes((Long) v)),
          fixed("float", Sample::real, v -> Bytes.toBytes((Float) v)),
          fixed("double", r -> (double) real(r), v -> Bytes.toBytes((Double) v)),
          fixed("boolean", Random::nextBoolean, v -> Bytes.toBytes((Boolean) v)),
          new Sample(
              "timestamp",
              r -> r.nextInt(7000) - 3500L,
              (v, r) -> Bytes.toBytes(Math.floorDiv((Long) v, 1000L)),
              NOTHING,
              NOTHING,
              ":key"),
          day("date", 0),
          string("string", "", 0),
          string("string", " until '|'", '|'),
          new Sample("string", r -> text(r, 3, 3), (v, r) -> utf8(v), NOTHING, NOTHING, ":key(3)"),
          new Sample(
              "binary",
              r -> utf8(text(r, 2, 2)),
              (v, r) -> (byte[]) v,
              NOTHING,
              NOTHING,
              ":key(2)"),
          fixed("int until '#'", r -> (int) whole(r), v -> Bytes.toBytes((Integer) v), "#"),
          ordered(
              "byte", r -> (byte) whole(r), (t, v, o) -> OrderedBytes.encodeInt8(t, (Byte) v, o)),
          ordered(
              "short",
              r -> (short) whole(r),
              (t, v, o) -> OrderedBytes.encodeInt16(t, (Short) v, o)),
          ordered(
              "int", r -> (int) whole(r), (t, v, o) -> OrderedBytes.encodeInt32(t, (Integer) v, o)),
          ordered("long", Sample::whole, (t, v, o) -> OrderedBytes.encodeInt64(t, (Long) v, o)),
          ordered("float", Sample::real, (t, v, o) -> OrderedBytes.encodeFloat32(t, (Float) v, o)),
          ordered(
              "double",
              r -> (double) real(r),
              (t, v, o) -> OrderedBytes.encodeFloat64(t, (Double) v, o)),
          ordered(
              "string",
              r -> text(r, 0, 3),
              (t, v, o) -> OrderedBytes.encodeString(t, (String) v, o)),
          ordered(
              "binary",
              r -> utf8(text(r, 0, 3)),
              (t, v, o) -> OrderedBytes.encodeBlobVar(t, (byte[]) v, o)),
          ordered(
              "decimal(9,2)",
              Sample::decimal,
              (t, v, o) -> OrderedBytes.encodeNumeric(t, (BigDecimal) v, o)),
          descending("string"),
          descending("binary"),
          descending("int"),
          descending("double"),
          descending("decimal(9,2)"),
          phoenix("int", r -> (int) whole(r), v -> PhoenixWriter.whole((Integer) v, 4)),
          phoenix("long", Sample::whole, v -> PhoenixWriter.whole((Long) v, 8)),
          phoenix("short", r -> (short) whole(r), v -> PhoenixWriter.whole((Short) v, 2)),
          phoenix("byte", r -> (byte) whole(r), v -> PhoenixWriter.whole((Byte) v, 1)),
          phoenix("float", Sample::real, v -> PhoenixWriter.real((Float) v)),
          phoenix("double", r -> (double) real(r), v -> PhoenixWriter.real((Double) v)),
          phoenix("boolean", Random::nextBoolean, v -> new byte[] {(byte) ((Boolean) v ? 1 : 0)}),
          phoenix("decimal(9,2)", Sample::decimal, v -> PhoenixWriter.decimal((BigDecimal) v)),
          phoenix("string", r -> text(r, 1, 3), Sample::utf8),
          phoenix(
              "timestamp", r -> r.nextInt(7000) - 3500L, v -> PhoenixWriter.timestamp((Long) v)),
          phoenix(
              "date",
              r -> r.nextInt(5) - 2,
              v -> PhoenixWriter.whole((Integer) v * 86_400_000L + 1234, 8)),
          phoenixDesc("int"),
          phoenixDesc("long"),
          phoenixDesc("double"),
          phoenixDesc("boolean"),
          phoenixDesc("decimal(9,2)"),
          phoenixDesc("string"),
          phoenixDesc("timestamp"),
          phoenixDesc("date"),
          fixed(
              "int phoenix unsigned",
              r -> (int) whole(r) & 0x7fffffff,
              v -> Bytes.toBytes((Integer) v)),
          fixed(
              "double phoenix unsigned",
              r -> Math.abs((double) real(r)),
              v -> Bytes.toBytes((Double) v)),
          new Sample(
              "string phoenix char",
              r -> text(r, 1, 3).replaceAll("[ |]+$", "") + "a",
              (v, r) -> PhoenixWriter.padded((String) v, 12),
              NOTHING,
              NOTHING,
              ":key(12)"),
          new Sample(
              "string phoenix char desc",
              r -> text(r, 1, 3).replaceAll("[ |]+$", "") + "a",
              (v, r) -> PhoenixWriter.inverted(PhoenixWriter.padded((String) v, 12)),
              NOTHING,
              NOTHING,
              ":key(12)"),
          new Sample(
              "int text",
              r -> (int) whole(r),
              (v, r) -> utf8((r.nextBoolean() && (Integer) v >= 0 ? "0" : "") + v),
              new byte[] {0},
              NOTHING,
              ":key"),
          new Sample(
              "decimal(9,2)",
              Sample::decimal,
              (v, r) -> Bytes.toBytes(((BigDecimal) v).setScale(2 + r.nextInt(2))),
              null,
              NOTHING,
              ":key"));

  @Override
  public String toString() {
    return text + " " + place;
  }

  /** A column of this kind. */
  String column(String name, String at) {
    int space = text.indexOf(' ');
    String type = space < 0 ? text : text.substring(0, space);
    String words = space < 0 ? "" : text.substring(space);
    return name
        + " "
        + type
        + " "
        + at
        + (at.startsWith(":") ? words : words.replaceAll(" until .*", ""));
  }

  Object value(Random random) {
    return values.apply(random);
  }

  byte[] write(Object value, Random random) {
    return writer.write(value, random);
  }

  private interface OrderedWriter {
    int write(PositionedByteRange target, Object value, Order order);
  }

  private static Sample fixed(
      String text, Function<Random, Object> values, Function<Object, byte[]> writer) {
    return fixed(text, values, writer, "");
  }

  private static Sample fixed(
      String text,
      Function<Random, Object> values,
      Function<Object, byte[]> writer,
      String behind) {
    return new Sample(text, values, (v, r) -> writer.apply(v), utf8(behind), NOTHING, ":key");
  }

  private static Sample day(String text, int from) {
    return new Sample(
        text,
        r -> r.nextInt(5) - 2 + from,
        (v, r) -> Bytes.toBytes((Integer) v * 86_400_000L + r.nextInt(86_400_000)),
        NOTHING,
        NOTHING,
        ":key");
  }

  private static Sample string(String text, String words, int delimiter) {
    return new Sample(
        text + words,
        r -> text(r, 0, 3).replace((char) (delimiter == 0 ? '\0' : delimiter), 'c'),
        (v, r) -> utf8(v),
        new byte[] {(byte) delimiter},
        NOTHING,
        ":key");
  }

  private static Sample ordered(
      String type, Function<Random, Object> values, OrderedWriter writer) {
    return ordered(type, " ordered", values, writer, Order.ASCENDING);
  }

  private static Sample ordered(
      String type,
      String words,
      Function<Random, Object> values,
      OrderedWriter writer,
      Order order) {
    return new Sample(
        type + words,
        values,
        (v, r) -> {
          SimplePositionedMutableByteRange target = new SimplePositionedMutableByteRange(100);
          int length = writer.write(target, v, order);
          return Arrays.copyOf(target.getBytes(), length);
        },
        NOTHING,
        NOTHING,
        ":key");
  }

  private static Sample descending(String type) {
    Function<Random, Object> values =
        switch (type) {
          case "string" -> r -> text(r, 0, 3);
          case "binary" -> r -> utf8(text(r, 0, 3));
          case "int" -> r -> (int) whole(r);
          case "double" -> r -> (double) real(r);
          default -> Sample::decimal;
        };
    OrderedWriter writer =
        switch (type) {
          case "string" -> (t, v, o) -> OrderedBytes.encodeString(t, (String) v, o);
          case "binary" -> (t, v, o) -> OrderedBytes.encodeBlobVar(t, (byte[]) v, o);
          case "int" -> (t, v, o) -> OrderedBytes.encodeInt32(t, (Integer) v, o);
          case "double" -> (t, v, o) -> OrderedBytes.encodeFloat64(t, (Double) v, o);
          default -> (t, v, o) -> OrderedBytes.encodeNumeric(t, (BigDecimal) v, o);
        };
    return ordered(type, " ordered desc", values, writer, Order.DESCENDING);
  }

  private static Sample phoenix(
      String type, Function<Random, Object> values, Function<Object, byte[]> writer) {
    boolean open = type.equals("string") || type.startsWith("decimal");
    return new Sample(
        type + " phoenix",
        values,
        (v, r) -> writer.apply(v),
        open ? new byte[] {0} : NOTHING,
        NOTHING,
        ":key");
  }

  private static Sample phoenixDesc(String type) {
    Function<Random, Object> values =
        switch (type) {
          case "int" -> r -> (int) whole(r);
          case "long" -> Sample::whole;
          case "double" -> r -> (double) real(r);
          case "boolean" -> Random::nextBoolean;
          case "string" -> r -> text(r, 1, 3);
          case "timestamp" -> r -> r.nextInt(7000) - 3500L;
          case "date" -> r -> r.nextInt(5) - 2;
          default -> Sample::decimal;
        };
    Function<Object, byte[]> writer =
        switch (type) {
          case "int" -> v -> PhoenixWriter.whole((Integer) v, 4);
          case "long" -> v -> PhoenixWriter.whole((Long) v, 8);
          case "double" -> v -> PhoenixWriter.real((Double) v);
          case "boolean" -> v -> new byte[] {(byte) ((Boolean) v ? 1 : 0)};
          case "string" -> Sample::utf8;
          case "timestamp" -> v -> PhoenixWriter.timestamp((Long) v);
          case "date" -> v -> PhoenixWriter.whole((Integer) v * 86_400_000L, 8);
          default -> v -> PhoenixWriter.decimal((BigDecimal) v);
        };
    boolean open = type.equals("string") || type.startsWith("decimal");
    byte[] end = open ? new byte[] {-1} : NOTHING;
    return new Sample(
        type + " phoenix desc",
        values,
        (v, r) -> PhoenixWriter.inverted(writer.apply(v)),
        end,
        end,
        ":key");
  }

  static byte[] utf8(Object text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static final long[] WHOLES = {
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    -128,
    -2,
    -1,
    0,
    1,
    2,
    127,
    255
  };

  private static long whole(Random random) {
    return random.nextInt(4) == 0 ? random.nextLong() : WHOLES[random.nextInt(WHOLES.length)];
  }

  private static final float[] REALS = {
    Float.NEGATIVE_INFINITY,
    -Float.MAX_VALUE,
    -1.5f,
    -Float.MIN_VALUE,
    -0f,
    0f,
    Float.MIN_VALUE,
    1,
    1.5f,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NaN
  };

  private static float real(Random random) {
    return random.nextInt(4) == 0
        ? Float.intBitsToFloat(random.nextInt() & 0xff7fffff)
        : REALS[random.nextInt(REALS.length)];
  }

  private static BigDecimal decimal(Random random) {
    int kind = random.nextInt(3);
    long unscaled =
        kind == 0 ? random.nextInt(2_000_000_000) - 1_000_000_000L : random.nextInt(601) - 300;
    return BigDecimal.valueOf(Math.max(-999_999_999, Math.min(999_999_999, unscaled)), 2);
  }

  private static final String LETTERS = "aab|\u0001 ~";

  private static String text(Random random, int least, int most) {
    StringBuilder text = new StringBuilder();
    int length = least + random.nextInt(most - least + 1);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    // Of samples with a width all characters have one byte.
    return least == most || random.nextInt(4) > 0
        ? text.toString()
        : text.append("\u00e9").toString();
  }
}
