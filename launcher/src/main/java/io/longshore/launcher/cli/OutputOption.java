package io.longshore.launcher.cli;

import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command's own {@code --output} in place of the one that all commands have; that can still be
 * given before the command's name.
 */
final class OutputOption {
  private OutputOption() {}

  static <V> void replace(
      CommandLine line,
      Class<V> type,
      String label,
      String description,
      boolean required,
      Consumer<V> taker) {
    CommandSpec spec = line.getCommandSpec();
    spec.remove(spec.findOption("--output"));
    spec.addOption(
        OptionSpec.builder("--output")
            .type(type)
            .paramLabel(label)
            .required(required)
            .description(description)
            .setter(
                new ISetter() {
                  private Object last;

                  @Override
                  @SuppressWarnings("unchecked")
                  public <T> T set(T value) {
                    T before = (T) last;
                    last = value;
                    if (value != null) {
                      taker.accept(type.cast(value));
                    }
                    return before;
                  }
                })
            .build());
  }
}
