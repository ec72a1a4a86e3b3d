package io.longshore.launcher.session;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.longshore.core.copy.ManyFiles;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The durable story of one session: a directory of small files under the backup root, one an entry,
 * none ever rewritten. Described in docs/formats.md. Safe for several threads.
 */
public final class Journal {
  static final int VERSION = 1;
  static final String SESSION = "session";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new Jdk8Module())
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final String id;
  private final Path directory;
  private final FileSystem fs;
  private final TargetStore store;
  private final List<JournalEntry> entries;

  private Journal(String id, Path directory, TargetStore store, List<JournalEntry> entries) {
    this.id = id;
    this.directory = directory;
    this.fs = store.fileSystem();
    this.store = store;
    this.entries = entries;
  }

  /** Begins the journal of a session that has none. */
  static Journal begin(ImageLayout layout, String id, Configuration conf, Object request)
      throws IOException {
    Journal journal = open(layout, id, conf);
    if (!journal.entries.isEmpty()) {
      throw Errors.imageExists(id, layout.toString());
    }
    Journals.prune(layout, conf);
    journal.append(SESSION, JournalEntry.State.STARTED, request);
    return journal;
  }

  /** Reads what there is; a journal without entries is that of a session that did nothing. */
  static Journal open(ImageLayout layout, String id, Configuration conf) throws IOException {
    Path directory = layout.session(id);
    // Entries are written beside the journal and renamed into it.
    TargetStore store = TargetStore.at(new Path(layout.sessions(), ".tmp"), conf, 1 << 16);
    return new Journal(id, directory, store, readAll(store.fileSystem(), directory));
  }

  /**
   * What a session was asked to do, from the first entry alone; empty where it is not there, or is
   * none of what is asked for.
   */
  static Optional<BackupRequest> backupRequest(ImageLayout layout, String id, Configuration conf)
      throws IOException {
    Path first = new Path(layout.session(id), name(0, SESSION, JournalEntry.State.STARTED));
    try {
      JsonNode data = read(TargetStore.rawFileSystem(first, conf), first).data();
      return BackupRequest.KINDS.contains(data.path("kind").asText())
          ? Optional.of(convert(data, BackupRequest.class))
          : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  public String id() {
    return id;
  }

  synchronized void append(String step, JournalEntry.State state, Object data) throws IOException {
    JournalEntry entry =
        new JournalEntry(
            VERSION, entries.size(), step, state, Instant.now(), JSON.valueToTree(data));
    Path file = new Path(directory, name(entry.number(), step, state));
    if (fs.exists(file)) {
      throw Errors.sessionLost(id, "another process writes its journal");
    }
    TargetStore.NewFile written = store.create(file.toString());
    try {
      written.stream().write(JSON.writeValueAsBytes(entry));
      written.finish();
      written.commit();
    } catch (IOException | RuntimeException e) {
      written.abort(e);
      throw e;
    }
    entries.add(entry);
  }

  private static String name(int number, String step, JournalEntry.State state) {
    return String.format(
        Locale.ROOT, "%06d-%s.%s.json", number, step, state.name().toLowerCase(Locale.ROOT));
  }

  /** What the session was asked to do. */
  public <T> T request(Class<T> type) {
    return convert(entries.get(0).data(), type);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether the session has come to its end, one way or the other. */
  public synchronized boolean isFinished() {
    return isDone(SESSION) || isRolledBack(SESSION);
  }

  /** Whether the session began to undo what it did: from then on nobody may go on with it. */
  synchronized boolean isRollingBack() {
    return entries.stream()
        .map(JournalEntry::state)
        .anyMatch(
            state ->
                state == JournalEntry.State.ROLLING_BACK
                    || state == JournalEntry.State.ROLLED_BACK);
  }

  public synchronized boolean isStarted(String step) {
    return entries.stream().anyMatch(entry -> entry.step().equals(step));
  }

  synchronized boolean isRolledBack(String step) {
    return find(step, JournalEntry.State.ROLLED_BACK).isPresent();
  }

  public synchronized boolean isDone(String step) {
    return find(step, JournalEntry.State.DONE).isPresent();
  }

  /** What a step found when it was done. */
  public synchronized <T> T result(String step, Class<T> type) {
    return find(step, JournalEntry.State.DONE)
        .map(entry -> convert(entry.data(), type))
        .orElseThrow(
            () -> new IllegalStateException("step " + step + " of " + id + " is not done"));
  }

  /** What a step remembered on its way, in order. */
  public synchronized <T> List<T> progress(String step, Class<T> type) {
    return entries.stream()
        .filter(entry -> entry.step().equals(step) && entry.state() == JournalEntry.State.PROGRESS)
        .map(entry -> convert(entry.data(), type))
        .toList();
  }

  private Optional<JournalEntry> find(String step, JournalEntry.State state) {
    return entries.stream()
        .filter(entry -> entry.step().equals(step) && entry.state() == state)
        .findFirst();
  }

  private static <T> T convert(JsonNode data, Class<T> type) {
    try {
      return JSON.treeToValue(data, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JournalEntry> readAll(FileSystem fs, Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try {
      for (FileStatus file : fs.listStatus(directory)) {
        if (file.getPath().getName().endsWith(".json")) {
          files.add(file.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      return new ArrayList<>();
    }
    files.sort(null);
    return new ArrayList<>(ManyFiles.map(files, file -> read(fs, file)));
  }

  private static JournalEntry read(FileSystem fs, Path file) throws IOException {
    try (InputStream in = fs.open(file)) {
      JournalEntry entry = JSON.readValue(in, JournalEntry.class);
      if (entry.version() > VERSION) {
        throw Errors.fromTheFuture(file.toString(), entry.version(), VERSION);
      }
      return entry;
    }
  }
}
