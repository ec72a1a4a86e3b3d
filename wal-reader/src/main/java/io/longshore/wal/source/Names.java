package io.longshore.wal.source;

import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;

/**
 * Names that are wanted.
 *
 * @param wanted null for all
 */
record Names(Set<String> wanted) implements Serializable {
  static final Names ALL = new Names(null);

  boolean contain(String name) {
    return wanted == null || wanted.contains(name);
  }

  Names and(Names other) {
    if (wanted == null) {
      return other;
    }
    if (other.wanted == null) {
      return this;
    }
    Set<String> both = new HashSet<>(wanted);
    both.retainAll(other.wanted);
    return new Names(both);
  }
}
