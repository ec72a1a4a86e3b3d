package io.longshore.core.option;

import io.longshore.core.error.Errors;
import java.io.Serializable;

/**
 * A rate of transfer.
 *
 * @param bytesPerSecond more than zero
 */
public record Bandwidth(long bytesPerSecond) implements Serializable {
  public Bandwidth {
    if (bytesPerSecond <= 0) {
      throw Errors.invalidArgument(
          "A bandwidth of " + bytesPerSecond + " bytes a second moves nothing.",
          "Give a positive number, or leave the option out for no limit.");
    }
  }

  /** {@code -b} and {@code -bandwidth} of the stock tools: whole megabytes a second. */
  public static Bandwidth ofMegabytesPerSecond(long megabytes) {
    // Through the text, so that too large a number is refused as any other.
    return megabytes > 0 ? parse(megabytes + "MB") : new Bandwidth(megabytes);
  }

  /** Reads {@code 50MB}, {@code 50MB/s} or a plain number, which is MB/s as in the stock tools. */
  public static Bandwidth parse(String text) {
    String amount = text.trim().replaceFirst("(?i)/s(ec)?$", "");
    boolean bare = amount.matches("\\d+(\\.\\d+)?");
    return new Bandwidth(DataSize.parse(bare ? amount + "MB" : amount).bytes());
  }

  @Override
  public String toString() {
    return new DataSize(bytesPerSecond) + "/s";
  }
}
