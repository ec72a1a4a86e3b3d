package io.longshore.core.copy;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One file to copy.
 *
 * @param sources where its bytes may lie, as URIs, most likely first; HBase moves store files
 *     between them while we look
 * @param target where it goes, a URI
 * @param length in bytes
 * @param elsewhere places where the file serves as well as at the target, if it is there already
 * @param expected the checksum the content must have, where it is known beforehand
 */
public record CopyItem(
    List<String> sources,
    String target,
    long length,
    List<String> elsewhere,
    Optional<Checksum> expected)
    implements Serializable {
  public CopyItem {
    sources = List.copyOf(sources);
    elsewhere = List.copyOf(elsewhere);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("no source for " + target);
    }
    if (length < 0) {
      throw new IllegalArgumentException("negative length of " + target);
    }
  }

  public CopyItem(List<String> sources, String target, long length) {
    this(sources, target, length, List.of(), Optional.empty());
  }

  /** The checksum of a file that may lie in some places, of those that are known by their URI. */
  public static Optional<Checksum> expected(List<String> sources, Map<String, Checksum> known) {
    return sources.stream().map(known::get).filter(Objects::nonNull).findFirst();
  }

  // Java serialization does not know Optional; the record is shipped to executors.
  private Object writeReplace() {
    return new Form(sources, target, length, elsewhere, expected.orElse(null));
  }

  private record Form(
      List<String> sources, String target, long length, List<String> elsewhere, Checksum expected)
      implements Serializable {
    private Object readResolve() {
      return new CopyItem(sources, target, length, elsewhere, Optional.ofNullable(expected));
    }
  }
}
