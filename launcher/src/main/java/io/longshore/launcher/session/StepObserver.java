package io.longshore.launcher.session;

/** Is told where a session is; tests stop a process at each of these moments. */
public interface StepObserver {
  StepObserver NONE = new StepObserver() {};

  /** What comes before the first step: the lock is ours, and no journal says so yet. */
  String LOCK = "lock";

  /** The journal says that the step was begun. */
  default void started(String step) {}

  /** The step was executed, but the journal does not say so yet. */
  default void executed(String step) {}

  /** The journal says that the step is done. */
  default void done(String step) {}

  /** What the step did was undone. */
  default void rolledBack(String step) {}
}
