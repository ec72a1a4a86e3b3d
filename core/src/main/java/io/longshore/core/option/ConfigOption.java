package io.longshore.core.option;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * One option: its configuration key, its default and how its text is read.
 *
 * @param key the key in {@code hbase-site.xml}, or after {@code -D}
 * @param defaultText the default, in the form a user would write
 * @param parser turns a text into the value
 * @param meaning one sentence for the reference
 */
public record ConfigOption<T>(
    String key, String defaultText, Function<String, T> parser, String meaning) {

  /** The value: the flag where given, else the configuration's, else the default. */
  public T read(Optional<T> flag, Configuration conf) {
    return flag.orElseGet(() -> read(conf));
  }

  public T read(Configuration conf) {
    String text = conf.getTrimmed(key, defaultText);
    try {
      return parser.apply(text);
    } catch (LongshoreException e) {
      throw Errors.invalidArgument(key + ": " + e.getMessage(), e.hint());
    } catch (IllegalArgumentException e) {
      throw Errors.invalidArgument(
          "Cannot read \"" + text + "\" as the value of " + key + ".",
          "The default is " + defaultText + ".");
    }
  }
}
