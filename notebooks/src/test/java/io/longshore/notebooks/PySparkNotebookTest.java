package io.longshore.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The notebook for PySpark, which is not to be had here: run in Jupyter's Python kernel with a
 * stand-in that drives Spark's Java API (src/test/python). Pandas, Matplotlib and JPype are
 * Debian's.
 */
class PySparkNotebookTest {
  private static final String FILE = "flights-out-of-hbase-pyspark.ipynb";
  private static final String PYTHON = "/usr/bin/python3";
  private static final String NEEDS = "import jpype, matplotlib, pandas, nbconvert, ipykernel";
  private static final List<String> INSTALL =
      List.of(
          "apt-get",
          "install",
          "--yes",
          "--no-install-recommends",
          "python3-jpype",
          "python3-pandas",
          "python3-matplotlib",
          "python3-ipykernel",
          "jupyter-nbconvert");

  @TempDir private Path directory;

  @Test
  void keepsWhatTheStandInShowedAndSaysSo() throws IOException {
    Notebook notebook = new Notebook(Path.of(FILE));
    requirePictures(notebook);
    assertThat(Files.readString(Path.of(FILE)))
        .contains("What is kept here was not shown by PySpark")
        .doesNotContain("/tmp/");
  }

  @Test
  @Tag("long")
  void everyCellRunsInTheStandIn() throws Exception {
    if (run(Map.of(), List.of(PYTHON, "-c", NEEDS)) != 0) {
      run(Map.of(), List.of("apt-get", "update"));
      assertThat(run(Map.of(), INSTALL)).as(log()).isZero();
    }
    Map<String, String> settings = new HashMap<>(Stage.set(directory));
    settings.put("PYTHONPATH", Path.of("src/test/python").toAbsolutePath().toString());
    settings.put("PYTHONDONTWRITEBYTECODE", "1");
    settings.put("PATH", "/usr/bin:" + System.getenv("PATH"));
    settings.put("SPARK_LOCAL_IP", "127.0.0.1");
    settings.put("STANDIN_CLASSPATH", System.getProperty("java.class.path"));
    settings.put(
        "STANDIN_FLAGS",
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("--add-") || flag.startsWith("-XX:+Ignore"))
            .collect(Collectors.joining(" ", "-Xmx1g -Djava.awt.headless=true ", "")));
    List<String> convert =
        List.of(
            PYTHON,
            "-m",
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--output-dir",
            directory.toString(),
            FILE);
    assertThat(run(settings, convert)).as(log()).isZero();
    requirePictures(new Notebook(directory.resolve(FILE)));
  }

  private static void requirePictures(Notebook notebook) {
    assertThat(notebook.outputs())
        .allSatisfy(output -> assertThat(output.get("output_type").asText()).isNotEqualTo("error"))
        .filteredOn(output -> output.at("/data/image~1png").isTextual())
        .hasSize(3);
    assertThat(notebook.outputs().toString()).contains("Salt Lake City", "Lehigh Valley");
  }

  private int run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log.txt").toFile());
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log.txt"));
  }
}
