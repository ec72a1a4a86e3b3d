package io.longshore.core.error;

import java.util.Objects;

/**
 * An error a user is told about: the message says what failed and why, the hint what to do next.
 * Neither holds a secret. Made by {@link Errors} only.
 */
public final class LongshoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String hint;

  LongshoreException(ErrorCode code, String message, String hint, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code);
    this.hint = Objects.requireNonNull(hint);
  }

  public ErrorCode code() {
    return code;
  }

  /** What to do next: a sentence, often with a command. */
  public String hint() {
    return hint;
  }

  public ExitStatus exitStatus() {
    return code.exitStatus();
  }
}
