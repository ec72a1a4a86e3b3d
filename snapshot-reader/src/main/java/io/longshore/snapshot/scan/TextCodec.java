package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;

/**
 * Values other than strings, written as text: 42, 1.5e3, true, 2024-02-29, 2024-02-29 12:00:00.5.
 * Empty is null. One number may be written in many ways, so that nothing is known about bytes.
 */
final class TextCodec extends CellCodec {
  private static final long serialVersionUID = 1L;

  /** Longer text is no number: digits are not made from gigabytes. */
  private static final int LONGEST = 1000;

  private final ColumnType type;
  private final int width;
  private final ZoneId zone;

  /**
   * @param width 0 if values differ in length
   * @param zone of times that name none
   */
  TextCodec(ColumnType type, int width, ZoneId zone) {
    this.type = type;
    this.width = width;
    this.zone = zone;
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    int start = offset;
    int end = offset + length;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    if (start == end) {
      target.putNull();
      return true;
    }
    if (end - start > LONGEST || width > 0 && length != width) {
      return false;
    }
    return type instanceof ColumnType.Simple simple && isWhole(simple)
        ? putWhole(bytes, start, end, simple, target)
        : put(new String(bytes, start, end - start, StandardCharsets.UTF_8), target);
  }

  private static boolean isBlank(byte one) {
    return one >= 0 && one <= ' ';
  }

  private static boolean isWhole(ColumnType.Simple type) {
    return switch (type) {
      case BYTE, SHORT, INT, LONG -> true;
      default -> false;
    };
  }

  private static boolean putWhole(
      byte[] bytes, int start, int end, ColumnType.Simple type, ValueTarget target) {
    boolean negative = bytes[start] == '-';
    int first = negative || bytes[start] == '+' ? start + 1 : start;
    if (first == end) {
      return false;
    }
    // Below zero there is one more.
    long number = 0;
    for (int i = first; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || number < (Long.MIN_VALUE + digit) / 10) {
        return false;
      }
      number = number * 10 - digit;
    }
    if (!negative && number == Long.MIN_VALUE) {
      return false;
    }
    return putWhole(negative ? number : -number, type, target);
  }

  private static boolean putWhole(long number, ColumnType.Simple type, ValueTarget target) {
    switch (type) {
      case BYTE -> {
        if (number != (byte) number) {
          return false;
        }
        target.putByte((byte) number);
      }
      case SHORT -> {
        if (number != (short) number) {
          return false;
        }
        target.putShort((short) number);
      }
      case INT -> {
        if (number != (int) number) {
          return false;
        }
        target.putInt((int) number);
      }
      default -> target.putLong(number);
    }
    return true;
  }

  private boolean put(String text, ValueTarget target) {
    try {
      if (type instanceof ColumnType.Decimal decimal) {
        return Decimals.put(new BigDecimal(text), decimal, target);
      }
      switch ((ColumnType.Simple) type) {
        case BOOLEAN -> {
          return putBoolean(text, target);
        }
        case FLOAT -> target.putFloat(Float.parseFloat(text));
        case DOUBLE -> target.putDouble(Double.parseDouble(text));
        case DATE -> target.putInt(Math.toIntExact(LocalDate.parse(text).toEpochDay()));
        case TIMESTAMP -> target.putLong(micros(text));
        default -> throw new IllegalStateException("No text: " + type);
      }
      return true;
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      return false;
    }
  }

  private static boolean putBoolean(String text, ValueTarget target) {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "y", "1" -> target.putBoolean(true);
      case "false", "f", "no", "n", "0" -> target.putBoolean(false);
      default -> {
        return false;
      }
    }
    return true;
  }

  private long micros(String text) {
    String iso = text.indexOf(' ') == 10 ? text.replaceFirst(" ", "T") : text;
    if (iso.indexOf('T') < 0) {
      iso += "T00:00:00";
    }
    int time = iso.indexOf('T');
    boolean offset =
        iso.endsWith("Z") || iso.indexOf('+', time) >= 0 || iso.indexOf('-', time) >= 0;
    OffsetDateTime moment =
        offset
            ? OffsetDateTime.parse(iso)
            : LocalDateTime.parse(iso).atZone(zone).toOffsetDateTime();
    return Math.addExact(
        Math.multiplyExact(moment.toEpochSecond(), 1_000_000L), moment.getNano() / 1000);
  }

  @Override
  public int width() {
    return width;
  }
}
