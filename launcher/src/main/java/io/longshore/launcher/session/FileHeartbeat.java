package io.longshore.launcher.session;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.copy.TokenBucket;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
import io.longshore.launcher.hbase.ProcessIdentity;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The heartbeat of a session that holds no lock, such as a restore: a file beside its journal,
 * written anew each time.
 */
final class FileHeartbeat implements Heartbeat {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final int REREADS = 5;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final FileSystem fs;
  private final Path beats;
  private final Path cancel;
  private final String session;

  FileHeartbeat(ImageLayout layout, String session, Configuration conf) throws IOException {
    this.fs = TargetStore.rawFileSystem(layout.root(), conf);
    this.beats = new Path(layout.session(session), "heartbeat");
    this.cancel = new Path(layout.session(session), "cancel");
    this.session = session;
  }

  /**
   * What the file says.
   *
   * @param at in milliseconds of the writer's clock
   */
  record Beat(ProcessIdentity process, long at, String progress) {}

  @Override
  public boolean beat(String progress) throws IOException {
    Optional<Beat> before = read();
    if (before.isPresent() && !before.get().process().equals(ProcessIdentity.self())) {
      return false;
    }
    write(progress);
    return true;
  }

  /** Takes the session over from a process that is dead. */
  void takeOver() throws IOException {
    write("");
    fs.delete(cancel, false);
  }

  /** What the session last said; empty if it says nothing for longer than a beat is written. */
  Optional<Beat> read() throws IOException {
    Optional<Beat> beat = tryRead();
    for (int i = 0; i < REREADS && beat.isEmpty(); i++) {
      // A beat takes the place of the one before in two steps: who looks in between sees none.
      TokenBucket.sleep(PAUSE.toNanos());
      beat = tryRead();
    }
    return beat;
  }

  private Optional<Beat> tryRead() throws IOException {
    try (InputStream in = fs.open(beats)) {
      byte[] content = in.readAllBytes();
      // Read while it was written: as good as not there.
      return content.length == 0
          ? Optional.empty()
          : Optional.of(JSON.readValue(content, Beat.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  void requestCancel() throws IOException {
    fs.create(cancel, true).close();
  }

  @Override
  public boolean isCancelRequested() throws IOException {
    return fs.exists(cancel);
  }

  @Override
  public void requireOurs() throws IOException {
    Optional<Beat> now = read();
    if (now.isPresent() && !now.get().process().equals(ProcessIdentity.self())) {
      throw Errors.sessionLost(session, "it was taken over by " + now.get().process());
    }
  }

  private void write(String progress) throws IOException {
    byte[] content =
        JSON.writeValueAsBytes(
            new Beat(ProcessIdentity.self(), System.currentTimeMillis(), progress));
    TargetStore.replace(fs, beats, content);
  }
}
