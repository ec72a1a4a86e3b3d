package io.longshore.core.error;

/** Names one kind of error for scripts; its exit status is the process's. */
public enum ErrorCode {
  INVALID_ARGUMENT(ExitStatus.USAGE),
  ROOT_WITHOUT_SCHEME(ExitStatus.USAGE),
  TABLE_NOT_FOUND(ExitStatus.FAILED),
  TABLE_EXISTS(ExitStatus.FAILED),
  TABLE_UNUSABLE(ExitStatus.FAILED),
  MOMENT_NOT_COVERED(ExitStatus.FAILED),
  SNAPSHOT_NOT_FOUND(ExitStatus.FAILED),
  SNAPSHOT_EXPIRED(ExitStatus.FAILED),
  SNAPSHOT_EXISTS(ExitStatus.FAILED),
  SNAPSHOT_DELETED(ExitStatus.FAILED),
  STATEMENT_INVALID(ExitStatus.USAGE),
  MAPPING_INVALID(ExitStatus.USAGE),
  VALUE_MALFORMED(ExitStatus.FAILED),
  SOURCE_FILE_MISSING(ExitStatus.FAILED),
  STORE_FILE_DAMAGED(ExitStatus.DAMAGED),
  CHECKSUM_MISMATCH(ExitStatus.FAILED),
  WAL_MISSING(ExitStatus.FAILED),
  WAL_DAMAGED(ExitStatus.FAILED),
  WAL_UNREADABLE(ExitStatus.FAILED),
  CLOCK_BACKWARDS(ExitStatus.FAILED),
  COPY_FAILED(ExitStatus.FAILED),
  NO_SPACE(ExitStatus.FAILED),
  STORE_UNUSABLE(ExitStatus.FAILED),
  ROOT_NOT_WRITABLE(ExitStatus.FAILED),
  CLUSTER_UNREACHABLE(ExitStatus.FAILED),
  SPARK_UNUSABLE(ExitStatus.FAILED),
  EXECUTORS_LOST(ExitStatus.FAILED),
  BACKUP_NOT_CONFIGURED(ExitStatus.FAILED),
  COPROCESSOR_UNKNOWN(ExitStatus.FAILED),
  SESSION_LOST(ExitStatus.FAILED),
  SESSION_NOT_FOUND(ExitStatus.FAILED),
  UNKNOWN_OUTCOME(ExitStatus.DAMAGED),
  UNEXPECTED(ExitStatus.FAILED),
  IMAGE_EXISTS(ExitStatus.FAILED),
  IMAGE_DAMAGED(ExitStatus.DAMAGED),
  MANIFEST_FROM_THE_FUTURE(ExitStatus.DAMAGED),
  NO_BACKUP_ROOT(ExitStatus.NO_BACKUP_ROOT),
  IMAGE_NOT_FOUND(ExitStatus.NO_BACKUP_ROOT),
  SESSION_ACTIVE(ExitStatus.SESSION_ACTIVE),
  BROKEN_CHAIN(ExitStatus.BROKEN_CHAIN),
  NOTHING_NEW(ExitStatus.NOTHING_NEW),
  CANCELLED(ExitStatus.CANCELLED);

  private final ExitStatus exitStatus;

  ErrorCode(ExitStatus exitStatus) {
    this.exitStatus = exitStatus;
  }

  public ExitStatus exitStatus() {
    return exitStatus;
  }
}
