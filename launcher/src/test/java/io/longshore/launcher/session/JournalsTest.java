package io.longshore.launcher.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.image.ImageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalsTest {
  private final Configuration conf = new Configuration();
  @TempDir private Path directory;
  private ImageLayout layout;

  @BeforeEach
  void layout() {
    layout = ImageLayout.of(directory.toUri().toString());
  }

  @Test
  void thereAreNoneBeforeTheFirst() throws IOException {
    assertThat(Journals.ids(layout, conf)).isEmpty();
    assertThat(Journals.unfinished(layout, conf)).isEmpty();
  }

  @Test
  void namesTellWhichHaveEnded() throws IOException {
    begin("backup_1").append(Journal.SESSION, JournalEntry.State.DONE, List.of());
    begin("backup_2").append("export", JournalEntry.State.DONE, List.of());
    begin("backup_3").append(Journal.SESSION, JournalEntry.State.ROLLED_BACK, List.of());
    Files.createDirectories(directory.resolve(".longshore/sessions/backup_4"));
    Files.writeString(directory.resolve(".longshore/sessions/backup_4/heartbeat"), "{}");
    assertThat(Journals.ids(layout, conf)).containsExactly("backup_1", "backup_2", "backup_3");
    assertThat(Journals.unfinished(layout, conf))
        .extracting(Journal::id)
        .containsExactly("backup_2");
    // What has ended is not read.
    for (Path entry : entries("backup_1")) {
      Files.writeString(entry, "damaged");
    }
    assertThat(Journals.unfinished(layout, conf)).hasSize(1);
  }

  @Test
  void thoseThatEndedLongAgoGo() throws IOException {
    begin("backup_1").append(Journal.SESSION, JournalEntry.State.DONE, List.of());
    begin("backup_2");
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(40)));
    for (String id : List.of("backup_1", "backup_2")) {
      for (Path entry : entries(id)) {
        Files.setLastModifiedTime(entry, longAgo);
      }
    }
    begin("backup_3").append(Journal.SESSION, JournalEntry.State.DONE, List.of());
    assertThat(Journals.ids(layout, conf)).containsExactly("backup_2", "backup_3");
  }

  private Journal begin(String id) throws IOException {
    return Journal.begin(layout, id, conf, List.of());
  }

  private List<Path> entries(String id) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(".longshore/sessions").resolve(id))) {
      return files.toList();
    }
  }
}
