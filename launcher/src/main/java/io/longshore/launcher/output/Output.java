package io.longshore.launcher.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.longshore.core.error.LongshoreException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a command's result goes: standard output, as text or as one JSON document. Everything else,
 * notices and errors and progress, goes to standard error.
 */
public final class Output {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new Jdk8Module())
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private final PrintStream out;
  private final PrintStream err;
  private final Format format;

  public Output(PrintStream out, PrintStream err, Format format) {
    this.out = out;
    this.err = err;
    this.format = format;
  }

  /** How results are printed. */
  public enum Format {
    text,
    json
  }

  /**
   * Prints a result.
   *
   * @param result a record; its JSON form is documented in docs/json.md
   * @param text prints it for people
   */
  public void result(Object result, Consumer<PrintStream> text) {
    if (format == Format.json) {
      out.println(json(result));
    } else {
      text.accept(out);
    }
    out.flush();
  }

  /** A sentence for whoever waits. */
  public void notice(String sentence) {
    err.println(sentence);
  }

  public void error(LongshoreException error, boolean withTrace) {
    if (format == Format.json) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("code", error.code().name());
      body.put("message", error.getMessage());
      body.put("hint", error.hint());
      body.put("exitStatus", error.exitStatus().code());
      out.println(json(Map.of("error", body)));
      out.flush();
    }
    err.println("longshore: " + error.getMessage());
    if (!error.hint().isEmpty()) {
      err.println("  " + error.hint());
    }
    if (withTrace) {
      error.printStackTrace(err);
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
