package io.longshore.snapshot.scan;

import io.longshore.snapshot.scan.ColumnType.Simple;
import org.apache.hadoop.hbase.util.Bytes;

/** What the values of one column may be, as far as those seen tell. */
final class ValueGuess {
  /** Whole numbers beyond are as likely something else. */
  private static final long LIKELY = 1L << 53;

  private static final double LEAST_LIKELY = 1e-9;
  private static final double GREATEST_LIKELY = 1e15;
  private static final int NO_LENGTH = -1;

  private int length = NO_LENGTH;
  private boolean sameLength = true;
  private boolean text = true;
  private boolean digits = true;
  private boolean truth = true;
  private int seen;
  private int likelyWhole;
  private int likelyReal;

  void add(byte[] bytes, int offset, int size) {
    if (size == 0) {
      // It tells nothing.
      return;
    }
    seen++;
    sameLength &= length == NO_LENGTH || length == size;
    length = size;
    text = text && isText(bytes, offset, size);
    digits = digits && isNumber(bytes, offset, size);
    truth &= size == 1 && (bytes[offset] == 0 || bytes[offset] == -1);
    if (size == Bytes.SIZEOF_LONG) {
      long whole = Bytes.toLong(bytes, offset);
      likelyWhole += Math.abs(whole) < LIKELY ? 1 : 0;
      likelyReal += isLikely(Double.longBitsToDouble(whole)) ? 1 : 0;
    } else if (size == Bytes.SIZEOF_INT) {
      int whole = Bytes.toInt(bytes, offset);
      likelyWhole += Math.abs((long) whole) < 1 << 24 ? 1 : 0;
      likelyReal += isLikely(Float.intBitsToFloat(whole)) ? 1 : 0;
    }
  }

  private static boolean isLikely(double real) {
    double size = Math.abs(real);
    return real == 0 || size > LEAST_LIKELY && size < GREATEST_LIKELY;
  }

  /** Whether it is UTF-8 of which no character is a control character, but for blanks. */
  private static boolean isText(byte[] bytes, int offset, int size) {
    int more = 0;
    for (int i = offset; i < offset + size; i++) {
      int one = bytes[i] & 0xff;
      if (more > 0) {
        if (one >> 6 != 0b10) {
          return false;
        }
        more--;
      } else if (one < 0x80) {
        if (one < ' ' && one != '\t' && one != '\n' && one != '\r' || one == 0x7f) {
          return false;
        }
      } else {
        more = one >= 0xc2 && one < 0xe0 ? 1 : one >= 0xe0 && one < 0xf0 ? 2 : 3;
        if (one < 0xc2 || one > 0xf4) {
          return false;
        }
      }
    }
    return more == 0;
  }

  /** Whether it is a whole number as people write it: numbers with zeros before are names. */
  private static boolean isNumber(byte[] bytes, int offset, int size) {
    int from = offset + (bytes[offset] == '-' ? 1 : 0);
    int count = offset + size - from;
    if (count == 0 || count > 18 || bytes[from] == '0' && size > 1) {
      return false;
    }
    for (int i = from; i < offset + size; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  /** What row keys are: with numbers as text they would lose their order. */
  Simple keyType() {
    return isTextNumber() ? Simple.STRING : (Simple) type();
  }

  ColumnType type() {
    if (seen == 0) {
      return Simple.BINARY;
    } else if (truth) {
      return Simple.BOOLEAN;
    } else if (text) {
      return isTextNumber() ? Simple.LONG : Simple.STRING;
    } else if (sameLength && length == Bytes.SIZEOF_LONG) {
      return number(Simple.LONG, Simple.DOUBLE);
    } else if (sameLength && length == Bytes.SIZEOF_INT) {
      return number(Simple.INT, Simple.FLOAT);
    }
    return Simple.BINARY;
  }

  /** Nine in ten have to be likely. */
  private Simple number(Simple whole, Simple real) {
    if (likelyWhole >= likelyReal && likelyWhole * 10L >= seen * 9L) {
      return whole;
    }
    return likelyReal * 10L >= seen * 9L ? real : Simple.BINARY;
  }

  private boolean isTextNumber() {
    return seen > 0 && text && digits && !truth;
  }

  Encoding encoding() {
    return isTextNumber() ? Encoding.TEXT : Encoding.BYTES;
  }
}
