package io.longshore.core.hfile;

import java.io.FileNotFoundException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/** Tells what is wrong with a file from what the file system or an interruption did. */
final class Faults {
  private static final List<Class<? extends Exception>> PASSING =
      List.of(
          FileNotFoundException.class,
          InterruptedIOException.class,
          ClosedByInterruptException.class,
          SocketException.class,
          AccessControlException.class,
          RemoteException.class,
          BlockMissingException.class);

  private Faults() {}

  /** Whether it says nothing about the bytes of the file. */
  static boolean isPassing(Throwable failure) {
    for (Class<? extends Exception> passing : PASSING) {
      if (has(failure, passing)) {
        return true;
      }
    }
    return false;
  }

  /** HBase wraps what happens while a file is opened. */
  static boolean has(Throwable failure, Class<? extends Exception> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
