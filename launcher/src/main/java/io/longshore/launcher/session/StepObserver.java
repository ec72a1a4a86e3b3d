package io.longshore.launcher.session;

/** Is told where a session is; tests stop a process at each of these moments. */
public interface StepObserver {
  StepObserver NONE =
      new StepObserver() {
        @Override
        public void started(String step) {}

        @Override
        public void executed(String step) {}

        @Override
        public void done(String step) {}
      };

  /** The journal says that the step was begun. */
  void started(String step);

  /** The step was executed, but the journal does not say so yet. */
  void executed(String step);

  /** The journal says that the step is done. */
  void done(String step);
}
