package io.longshore.launcher.session;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs steps in order and remembers each. Until the last one that can be undone is done, a failure
 * undoes them all; from the next on the session only goes forward.
 */
public final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Journal journal;
  private final List<Step> steps;
  private final SessionGuard guard;
  private final StepObserver observer;

  /**
   * @param guard says whether the session is still ours, and whether it was cancelled
   */
  public Session(Journal journal, List<Step> steps, SessionGuard guard, StepObserver observer) {
    this.journal = journal;
    this.steps = steps;
    this.guard = guard;
    this.observer = observer;
  }

  public Journal journal() {
    return journal;
  }

  /** Whether the session may no longer be undone: what it publishes is published. */
  public boolean isPublished() throws IOException {
    return guard.isPublished();
  }

  /**
   * Does the steps that are not done yet.
   *
   * @param onFailure what becomes of what was done when a step fails
   */
  public void run(OnFailure onFailure) throws IOException {
    if (journal.isRollingBack()) {
      rollback("it was being rolled back when it was cut off");
      throw Errors.sessionNotFound(
          journal.id() + " was cut off while it was rolled back. It is rolled back now.",
          "There is nothing to go on with: begin anew.");
    }
    try {
      for (Step step : steps) {
        if (!journal.isDone(step.name())) {
          execute(step);
        }
      }
      journal.append(Journal.SESSION, JournalEntry.State.DONE, Map.of());
    } catch (IOException | RuntimeException | Error e) {
      // An Error too: Spark throws one when the process is told to stop while it starts.
      throw fail(e, onFailure);
    }
  }

  /** Undoes the steps that were begun, the last first. */
  public void rollback(String why) throws IOException {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      if (journal.isStarted(step.name()) && !journal.isRolledBack(step.name())) {
        if (!journal.isRollingBack()) {
          remember(Journal.SESSION, JournalEntry.State.ROLLING_BACK, why);
        }
        LOG.info("Rolling back {} of {}", step.name(), journal.id());
        step.rollback(why);
        observer.rolledBack(step.name());
        remember(step.name(), JournalEntry.State.ROLLED_BACK, why);
      }
    }
    journal.append(Journal.SESSION, JournalEntry.State.ROLLED_BACK, Map.of("why", why));
  }

  /**
   * Whoever finds a half undone session must not go on with it, and must not undo again what a step
   * needed that is undone. But a store that is full may take no entry before a step or two have
   * freed some space, and is no reason to leave the rest as it is.
   */
  private void remember(String step, JournalEntry.State state, String why) {
    try {
      journal.append(step, state, Map.of("why", why));
    } catch (IOException e) {
      LOG.debug("The journal of {} takes no entry for {}", journal.id(), step, e);
    }
  }

  private void execute(Step step) throws IOException {
    guard.check();
    if (!journal.isStarted(step.name())) {
      journal.append(step.name(), JournalEntry.State.STARTED, Map.of());
    }
    observer.started(step.name());
    Object result = step.execute();
    observer.executed(step.name());
    journal.append(step.name(), JournalEntry.State.DONE, result);
    observer.done(step.name());
  }

  private RuntimeException fail(Throwable failure, OnFailure onFailure) throws IOException {
    LongshoreException why = guard.reason(failure);
    if (guard.isPublished()) {
      return Errors.unknownOutcome(
          "The result of "
              + journal.id()
              + " is published, but the session could not be ended: "
              + why.getMessage(),
          "Run `longshore repair -p ROOT` when the cause is gone: it goes on where this stopped.",
          failure);
    }
    boolean keeps = onFailure == OnFailure.KEEP && why.code() != ErrorCode.NOTHING_NEW;
    if (keeps && !guard.isCancelled()) {
      return why;
    }
    try {
      rollback(why.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Could not undo all of {}: {}. Run `longshore repair -p ROOT`.",
          journal.id(),
          Errors.reason(e));
      why.addSuppressed(e);
      if (why.code() == ErrorCode.NOTHING_NEW) {
        return Errors.failed(
            why.getMessage() + " But " + journal.id() + " could not be undone.",
            "Run `longshore repair -p ROOT`.",
            e);
      }
    }
    return guard.isCancelled() ? Errors.cancelled(journal.id()) : why;
  }

  /** What becomes of what was done when a step fails. */
  public enum OnFailure {
    /** It is undone. */
    ROLLBACK,
    /** It is kept for {@code --resume}, the lock and the snapshots too. */
    KEEP
  }
}
