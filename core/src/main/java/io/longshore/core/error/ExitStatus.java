package io.longshore.core.error;

/** The process exit statuses of every command; documented in docs/exit-status.md. */
public enum ExitStatus {
  OK(0, "done"),
  FAILED(1, "failed; nothing was published"),
  USAGE(2, "the command line cannot be understood"),
  DAMAGED(3, "incomplete, or damage was found"),
  NO_BACKUP_ROOT(10, "there is no backup root, or no such image in it"),
  SESSION_ACTIVE(11, "another backup session holds the lock"),
  BROKEN_CHAIN(12, "an image that others need is missing"),
  NOTHING_NEW(99, "nothing was written since the last image; none was made"),
  CANCELLED(130, "cancelled and rolled back");

  private final int code;
  private final String meaning;

  ExitStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }
}
