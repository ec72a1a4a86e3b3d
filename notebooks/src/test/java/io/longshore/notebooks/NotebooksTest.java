package io.longshore.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every cell of every notebook runs, and the files keep what a kernel showed. */
class NotebooksTest {
  /** Scala prints to what standard output was when it was first asked: one for all. */
  private static final ByteArrayOutputStream SHOWN = new ByteArrayOutputStream();

  private static final PrintStream OUT = new PrintStream(SHOWN, true, StandardCharsets.UTF_8);
  private static final PrintStream BEFORE = System.out;

  @TempDir private static Path directory;
  private static Map<String, String> settings = Map.of();

  @BeforeAll
  static void set() throws IOException {
    System.setOut(OUT);
    settings = Stage.set(directory);
    settings.forEach(System::setProperty);
  }

  @AfterAll
  static void forget() {
    settings.keySet().forEach(System::clearProperty);
    System.setOut(BEFORE);
  }

  @Test
  void firstLookAtASnapshot() throws IOException {
    assertThat(run("first-look-at-a-snapshot.ipynb", 1))
        .contains(
            "flights-january", "|delay   |int      |", "228281", "RowRanges: [[ABE|2001-01-11");
  }

  @Test
  void flightsOutOfHBase() throws IOException {
    assertThat(run("flights-out-of-hbase.ipynb", 3)).contains("Salt Lake City", "|DFW   |LGA");
  }

  @Test
  void whatChangedBetweenTwoBackups() throws IOException {
    assertThat(run("what-changed-between-two-backups.ipynb", 1))
        .contains("DeleteFamily", "|DFW    |2001-01-10|")
        .containsPattern(
            "\\|gone\\|new\\|earlier\\|later\\|\\R.*\\R\\| +\\d+\\| +0\\| +\\d+\\| +0\\|");
  }

  @Test
  void theWalAsAChangeFeed() throws IOException {
    assertThat(run("the-wal-as-a-change-feed.ipynb", 2)).contains("| 8000|", "|page-614|");
  }

  @Test
  void isMyBackupGood() throws IOException {
    assertThat(run("is-my-backup-good.ipynb", 1))
        .contains("exit status 0, ok: true", "228,281 rows");
  }

  private static String run(String file, int pictures) throws IOException {
    Notebook notebook = new Notebook(Path.of(file));
    SHOWN.reset();
    notebook.run(OUT);
    List<BufferedImage> drawn = Pictures.take();
    assertThat(drawn).hasSize(pictures).allSatisfy(NotebooksTest::requireDrawing);
    requireKept(notebook, pictures);
    return SHOWN.toString(StandardCharsets.UTF_8);
  }

  /** More than an empty frame. */
  private static void requireDrawing(BufferedImage picture) {
    long dark =
        IntStream.range(0, picture.getWidth() * picture.getHeight())
            .filter(
                i ->
                    (picture.getRGB(i % picture.getWidth(), i / picture.getWidth()) & 0xff0000)
                        < 0x800000)
            .count();
    assertThat(dark).isGreaterThan(1000);
  }

  private static void requireKept(Notebook notebook, int pictures) {
    assertThat(notebook.outputs())
        .allSatisfy(output -> assertThat(output.get("output_type").asText()).isNotEqualTo("error"))
        .allSatisfy(output -> assertThat(output.path("name").asText()).isNotEqualTo("stderr"));
    assertThat(
            notebook.outputs().stream().filter(output -> output.at("/data/image~1png").isTextual()))
        .hasSize(pictures);
    assertThat(notebook.outputs().toString()).doesNotContain("/tmp/", "file:");
  }
}
