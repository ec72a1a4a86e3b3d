package io.longshore.snapshot.scan;

/** Bytes with every bit inverted: how descending values are written. */
final class Inverted {
  private Inverted() {}

  static byte[] copy(byte[] bytes, int offset, int length) {
    byte[] inverted = new byte[length];
    for (int i = 0; i < length; i++) {
      inverted[i] = (byte) ~bytes[offset + i];
    }
    return inverted;
  }
}
