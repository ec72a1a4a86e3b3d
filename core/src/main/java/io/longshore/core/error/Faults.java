package io.longshore.core.error;

import java.io.FileNotFoundException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.security.KeyException;
import java.util.List;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/** Tells what is wrong with a file from what the file system, a key or an interruption did. */
public final class Faults {
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
  public static boolean isPassing(Throwable failure) {
    for (Class<? extends Exception> passing : PASSING) {
      if (has(failure, passing)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it, or what caused it, is of a kind: HBase wraps what happens in its readers. */
  public static boolean has(Throwable failure, Class<? extends Exception> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a key is missing or wrong; HBase says some of it in words only. */
  public static boolean isKey(Throwable failure) {
    return has(failure, KeyException.class)
        || says(failure, "Cipher")
        || says(failure, "Key provider");
  }

  /** Whether its message, or that of what caused it, has some words. */
  public static boolean says(Throwable failure, String words) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains(words)) {
        return true;
      }
    }
    return false;
  }
}
