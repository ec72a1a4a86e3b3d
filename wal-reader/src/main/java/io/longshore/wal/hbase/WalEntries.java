package io.longshore.wal.hbase;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.security.KeyException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.regionserver.wal.WALHeaderEOFException;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALKeyImpl;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/**
 * The entries of one WAL that nobody writes to any more, in the order they were written. HBase's
 * own reader decodes them: compressed and encrypted WALs are read as HBase reads them.
 *
 * <p>A WAL that its server closed ends with a trailer; whatever goes wrong before it is damage. One
 * whose server died has none: it may end in the middle of an entry, which no client was told is
 * written. One without a whole header is empty. A file that HBase moves is found again, and read on
 * from the same byte.
 *
 * <p>Not safe for several threads.
 */
public final class WalEntries implements Closeable {
  /** How a WAL ended. */
  public enum Ending {
    /** Its server closed it. */
    CLOSED,
    /** Its server died; an entry that was not written to its end is left out. */
    CUT_OFF,
    /** It has no entries, and perhaps no whole header. */
    EMPTY
  }

  /** A header names classes, and has a wrapped key. */
  private static final long LONGEST_HEADER = 64 << 10;

  /** A key names a region, a table, a few clusters, and has a few attributes. */
  private static final long LONGEST_KEY = 64 << 10;

  private static final List<Class<? extends Exception>> PASSING =
      List.of(
          InterruptedIOException.class,
          ClosedByInterruptException.class,
          SocketException.class,
          AccessControlException.class,
          RemoteException.class,
          BlockMissingException.class);

  private final Configuration conf;
  private final WalPlaces places;
  private final String name;

  /** A new one each time: the reader leaves fields as they are that the next key does not have. */
  private WAL.Entry entry;

  private StrictWalReader reader;
  private Path path;
  private long length;
  private long position;
  private long entries;

  /** Where the file was found anew, to do so once for an entry. */
  private long reopened = -1;

  private Ending ending;

  private WalEntries(Configuration conf, Path listed) throws IOException {
    this.conf = conf;
    this.places = new WalPlaces(listed, conf);
    this.name = listed.getName();
  }

  /**
   * Opens a WAL.
   *
   * @param listed where it lay when it was listed
   * @throws LongshoreException if it is nowhere, or cannot be decoded here
   */
  public static WalEntries open(Configuration conf, Path listed) throws IOException {
    WalEntries entries = new WalEntries(conf, listed);
    entries.open(-1);
    return entries;
  }

  /**
   * Where a WAL lies now.
   *
   * @param listed where it lay when it was listed
   * @throws LongshoreException if it is nowhere
   */
  public static Path find(Configuration conf, Path listed) throws IOException {
    WalPlaces places = new WalPlaces(listed, conf);
    return places.find().orElseThrow(() -> Errors.walMissing(places.all(), null)).getPath();
  }

  /**
   * Goes to the next entry.
   *
   * @return whether there is one; if not, {@link #ending()} says why
   * @throws LongshoreException if the WAL is damaged, naming file and position
   */
  public boolean next() throws IOException {
    while (reader != null) {
      try {
        position = reader.getPosition();
        entry = reader.next();
        if (entry == null) {
          return end(entries == 0 ? Ending.EMPTY : Ending.CLOSED);
        }
        entries++;
        return true;
      } catch (EOFException e) {
        if (reader.hasTrailer() || !isTail()) {
          throw Errors.walDamaged(path.toString(), position, e);
        }
        return end(entries == 0 ? Ending.EMPTY : Ending.CUT_OFF);
      } catch (IOException | RuntimeException e) {
        if (!has(e, FileNotFoundException.class) || reopened == position) {
          throw failure(e, position);
        }
        reopened = position;
        reader.close();
        open(position);
      }
    }
    return false;
  }

  /** Of the current entry: region, sequence id, time of writing. */
  public WALKeyImpl key() {
    return entry.getKey();
  }

  /** Of the current entry, in the order of the client's batch. */
  public List<Cell> cells() {
    return entry.getEdit().getCells();
  }

  /** Where the current entry begins, in bytes. */
  public long position() {
    return position;
  }

  /** Where the WAL lies, as far as it was found. */
  public Path path() {
    return path;
  }

  /** Its length in bytes. */
  public long length() {
    return length;
  }

  /** How it ended; null before {@link #next()} has answered false. */
  public Ending ending() {
    return ending;
  }

  private boolean end(Ending how) {
    ending = how;
    close();
    return false;
  }

  /**
   * Whether what could not be read is the last, cut off entry. HBase's reader says that a file is
   * at its end also where a damaged length would lead past it, however much comes between: cells
   * must really have come to the end, and a key is short.
   */
  private boolean isTail() throws IOException {
    return reader.getPosition() >= length || length - position <= LONGEST_KEY;
  }

  /** What the file system or an interruption did is no damage, and may pass. */
  private IOException failure(Exception failure, long where) {
    for (Class<? extends Exception> passing : PASSING) {
      if (has(failure, passing)) {
        return failure instanceof IOException io ? io : new IOException(failure);
      }
    }
    throw Errors.walDamaged(path.toString(), where, failure);
  }

  /** The reader wraps what happens in the middle of an entry. */
  private static boolean has(Throwable failure, Class<? extends Exception> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private void open(long from) throws IOException {
    FileNotFoundException missing = null;
    for (int round = 0; round < 2; round++) {
      FileStatus found = places.find().orElseThrow(() -> Errors.walMissing(places.all(), null));
      path = found.getPath();
      length = found.getLen();
      try {
        // Not through WALFactory, which reads every file of a process by the first configuration
        // it was given.
        StrictWalReader opened = new StrictWalReader();
        opened.init(places.fileSystem(), path, conf, from);
        reader = opened;
        return;
      } catch (WALHeaderEOFException e) {
        if (from >= 0
            || length > LONGEST_HEADER
            || ClosedWals.hasTrailer(places.fileSystem(), path)) {
          throw Errors.walDamaged(path.toString(), Math.max(0, from), e);
        }
        // Its server died before it had written more than that.
        end(Ending.EMPTY);
        return;
      } catch (FileNotFoundException e) {
        missing = e;
      } catch (IOException e) {
        if (isKeyOrCodec(e)) {
          throw Errors.walUnreadable(path.toString(), e);
        }
        throw failure(e, Math.max(0, from));
      } catch (RuntimeException e) {
        throw Errors.walUnreadable(path.toString(), e);
      }
    }
    throw Errors.walMissing(places.all(), missing);
  }

  /** What is wrong with this configuration rather than with the file. */
  private static boolean isKeyOrCodec(IOException failure) {
    if (has(failure, KeyException.class) || has(failure, ReflectiveOperationException.class)) {
      return true;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("unknown writer class")
          || message.contains("Cipher")
          || message.contains("Key provider")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  @Override
  public String toString() {
    return "WalEntries[" + name + "]";
  }
}
