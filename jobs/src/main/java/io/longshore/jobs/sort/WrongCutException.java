package io.longshore.jobs.sort;

import java.io.IOException;

/** A WAL was cut where no entry begins. */
final class WrongCutException extends IOException {
  private static final long serialVersionUID = 1L;

  WrongCutException(String wal, long place) {
    super(wal + " has no entry at byte " + place);
  }
}
