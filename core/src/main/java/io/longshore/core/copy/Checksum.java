package io.longshore.core.copy;

import java.io.IOException;
import java.io.Serializable;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.apache.hadoop.util.CrcUtil;
import org.apache.hadoop.util.DataChecksum;

/**
 * The checksum of a file's content, the same on every file system: CRC-32C over all its bytes. It
 * is the value that HDFS answers for a file under {@code dfs.checksum.combine.mode=COMPOSITE_CRC},
 * and parts can be put together without reading them again.
 *
 * @param value the CRC-32C, as an unsigned 32-bit number in an int
 */
public record Checksum(int value) implements Serializable {
  public static final String ALGORITHM = "crc32c";
  public static final Checksum OF_NOTHING = new Checksum(0);

  private static final int POLYNOMIAL = polynomial();
  private static final HexFormat HEX = HexFormat.of();

  public static Checksum of(CRC32C crc) {
    return new Checksum((int) crc.getValue());
  }

  public static Checksum of(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return of(crc);
  }

  /** Reads the eight hexadecimal digits of {@link #toString()}. */
  public static Checksum parse(String hex) {
    if (hex.length() != 8) {
      throw new IllegalArgumentException("not eight hexadecimal digits: \"" + hex + "\"");
    }
    return new Checksum(HexFormat.fromHexDigits(hex));
  }

  /** The checksum of this content with {@code length} more bytes of checksum {@code next}. */
  public Checksum then(Checksum next, long length) {
    return new Checksum(CrcUtil.compose(value, next.value, length, POLYNOMIAL));
  }

  @Override
  public String toString() {
    return HEX.toHexDigits(value);
  }

  private static int polynomial() {
    try {
      return DataChecksum.getCrcPolynomialForType(DataChecksum.Type.CRC32C);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
