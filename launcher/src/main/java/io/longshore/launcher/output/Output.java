package io.longshore.launcher.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private final Path file;

  /**
   * @param file takes the result too, as one line of JSON; null for none
   */
  public Output(PrintStream out, PrintStream err, Format format, Path file) {
    this.out = out;
    this.err = err;
    this.format = format;
    this.file = file;
  }

  /** How results are printed. */
  public enum Format {
    text,
    json,
    /** JSON in one line, the last of standard output: what schedulers take for a result. */
    jsonl
  }

  /**
   * Prints a result.
   *
   * @param result a record; its JSON form is documented in docs/json.md
   * @param text prints it for people
   */
  public void result(Object result, Consumer<PrintStream> text) {
    if (format == Format.text) {
      text.accept(out);
    } else {
      out.println(json(result));
    }
    out.flush();
    write(result);
  }

  private void write(Object result) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, line(result) + "\n");
    } catch (IOException e) {
      throw Errors.invalidArgument(
          "Cannot write the result to " + file + ": " + Errors.reason(e),
          "What was asked for is done. Name a file that can be written.");
    }
  }

  /** A sentence for whoever waits. */
  public void notice(String sentence) {
    err.println(sentence);
  }

  public void error(LongshoreException error, boolean withTrace) {
    if (format != Format.text) {
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

  private String json(Object value) {
    return format == Format.jsonl ? line(value) : written(JSON.writer(), value);
  }

  private static String line(Object value) {
    return written(JSON.writer().without(SerializationFeature.INDENT_OUTPUT), value);
  }

  private static String written(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
