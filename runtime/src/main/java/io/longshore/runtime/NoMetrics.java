package io.longshore.runtime;

import java.lang.reflect.Proxy;

/**
 * Takes what HBase measures of itself, and keeps nothing. HBase's own keepers reach into Hadoop's
 * packages, which a jar that Spark loads may not.
 */
final class NoMetrics {
  private NoMetrics() {}

  static <T> T of(Class<T> kind) {
    return kind.cast(
        Proxy.newProxyInstance(
            NoMetrics.class.getClassLoader(),
            new Class<?>[] {kind},
            (proxy, method, args) -> nothing(method.getReturnType())));
  }

  private static Object nothing(Class<?> type) {
    if (type == long.class) {
      return 0L;
    }
    if (type == int.class) {
      return 0;
    }
    if (type == double.class) {
      return 0.0;
    }
    if (type == boolean.class) {
      return false;
    }
    return type == String.class ? "" : null;
  }
}
