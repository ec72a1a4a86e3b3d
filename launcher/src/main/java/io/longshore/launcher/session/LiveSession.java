package io.longshore.launcher.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.jobs.run.ProgressListener.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session while this process works on it: it beats, and it can be cancelled. */
public final class LiveSession implements SessionGuard, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String id;
  private final Heartbeat heartbeat;
  private final Published published;
  private final ScheduledExecutorService clock;
  private final List<EachBeat> eachBeat = new CopyOnWriteArrayList<>();
  private volatile boolean cancelled;
  private volatile boolean lost;
  private volatile Progress progress;
  private volatile Runnable onCancel = () -> {};

  LiveSession(String id, Heartbeat heartbeat, Duration interval, Published published) {
    this.id = id;
    this.heartbeat = heartbeat;
    this.published = published;
    Liveness.began(id);
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "longshore-heartbeat");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(
        this::beat, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the session's result is in its place. */
  @FunctionalInterface
  interface Published {
    boolean isPublished() throws IOException;
  }

  /** Something done with every heartbeat. */
  @FunctionalInterface
  interface EachBeat {
    void run() throws IOException;
  }

  void eachBeat(EachBeat work) {
    eachBeat.add(work);
  }

  /**
   * How the work that is done now is stopped, in place of how the work before it was.
   *
   * @param stop called from another thread, perhaps several times
   */
  void onCancel(Runnable stop) {
    onCancel = stop;
  }

  void report(Progress now) {
    progress = now;
  }

  /** Stops the work as soon as it can be stopped; it is then rolled back. */
  public void cancel() {
    cancelled = true;
    onCancel.run();
  }

  @Override
  public void check() throws IOException {
    // What is published is not taken back: the session then goes on to its end.
    if (cancelled && !isPublished()) {
      throw Errors.cancelled(id);
    }
    if (lost) {
      heartbeat.requireOurs();
    }
  }

  /** Asks the store, not only what the last heartbeat heard. */
  void requireOurs() throws IOException {
    check();
    heartbeat.requireOurs();
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public boolean isPublished() throws IOException {
    return published.isPublished();
  }

  @Override
  public LongshoreException reason(Throwable failure) {
    return cancelled ? Errors.cancelled(id) : Errors.find(failure);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    Liveness.ended(id);
  }

  private void beat() {
    try {
      if (!heartbeat.beat(describe())) {
        lost = true;
        onCancel.run();
        return;
      }
      // Again with every beat: a job that began just after the first time goes on otherwise.
      if (cancelled || heartbeat.isCancelRequested()) {
        cancel();
      }
      for (EachBeat work : eachBeat) {
        work.run();
      }
    } catch (IOException | RuntimeException e) {
      // The next beat tries again; a session that stays silent is found by the next step's check.
      LOG.info("Missed a heartbeat of {}: {}", id, Errors.reason(e));
    }
  }

  private String describe() throws IOException {
    Progress now = progress;
    if (now == null) {
      return "";
    }
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("step", now.what());
    said.put("bytes", now.bytes());
    said.put("totalBytes", now.totalBytes());
    said.put("files", now.files());
    said.put("totalFiles", now.totalFiles());
    said.put("unit", now.unit());
    said.put("cells", now.cells().isPresent() ? now.cells().getAsLong() : null);
    said.put("seconds", now.elapsed().toSeconds());
    said.put("bytesPerSecond", (long) now.rate());
    said.put("secondsLeft", now.left().map(Duration::toSeconds).orElse(null));
    return JSON.writeValueAsString(said);
  }
}
