package io.longshore.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/**
 * Java that stands on a page: statements that have a session {@code spark}, and make a dataset.
 *
 * @param block the statements
 */
record Snippet(String block) {
  private static final Pattern MADE = Pattern.compile("Dataset<Row> (\\w+)");
  private static final String CLASS =
      """
      import org.apache.spark.sql.*;
      import org.apache.spark.sql.streaming.*;

      public class Block {
        public static Dataset<Row> run(SparkSession spark) throws Exception {
          %s
          return %s;
        }
      }
      """;

  /** Compiles and runs it, and answers the dataset that it makes first. */
  Dataset<?> run(Path directory, SparkSession spark)
      throws IOException, ReflectiveOperationException {
    Matcher made = MADE.matcher(block);
    if (!made.find()) {
      throw new IllegalArgumentException("No dataset is made: " + block);
    }
    Path sources = Files.createTempDirectory(directory, "snippet");
    Path source = sources.resolve("Block.java");
    Files.writeString(source, CLASS.formatted(block, made.group(1)));
    StringWriter said = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of(
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    sources.toString()),
                null,
                compiler
                    .getStandardFileManager(null, null, null)
                    .getJavaFileObjects(source.toFile()))
            .call();
    if (!compiled) {
      throw new IllegalArgumentException(said.toString());
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {sources.toUri().toURL()})) {
      return (Dataset<?>)
          loader.loadClass("Block").getMethod("run", SparkSession.class).invoke(null, spark);
    }
  }
}
