package io.longshore.core.copy;

import java.util.UUID;

/** Names for files that are being written: no two attempts share one. */
final class AttemptName {
  private AttemptName() {}

  static String of(String target) {
    return target.substring(target.lastIndexOf('/') + 1) + "." + UUID.randomUUID();
  }
}
