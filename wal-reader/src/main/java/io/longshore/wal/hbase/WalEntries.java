package io.longshore.wal.hbase;

import io.longshore.core.error.Errors;
import io.longshore.core.error.Faults;
import io.longshore.core.error.LongshoreException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.regionserver.wal.WALHeaderEOFException;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hdfs.CannotObtainBlockLengthException;

/**
 * The entries of one WAL, in the order they were written. HBase's own reader decodes them:
 * compressed and encrypted WALs are read as HBase reads them. A WAL to which its server may still
 * write is to be followed, any other one opened.
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
    EMPTY,
    /** There are no more yet: its server may still write to it. Only of one that is followed. */
    OPEN,
    /** It was read up to where it was to be. */
    STOPPED
  }

  /** A header names classes, and has a wrapped key. */
  private static final long LONGEST_HEADER = 64 << 10;

  /** A key names a region, a table, a few clusters, and has a few attributes. */
  private static final long LONGEST_KEY = 64 << 10;

  /**
   * How far Hadoop's checksums on a local disk lag behind what is written, and with them what can
   * be read: a buffer of 1024 checksums, each of 512 bytes, and some.
   */
  private static final long LONGEST_UNSUMMED = 1 << 20;

  private final Configuration conf;
  private final WalPlaces places;
  private final String name;

  /** A new one each time: the reader leaves fields as they are that the next key does not have. */
  private WAL.Entry entry;

  private StrictWalReader reader;
  private Path path;
  private long length;
  private final boolean followed;
  private final long stop;
  private long position;
  private long entries;

  /** Where the file was found anew, to do so once for an entry. */
  private long reopened = -1;

  private Ending ending;

  private WalEntries(Configuration conf, Path listed, boolean followed, long start, long stop)
      throws IOException {
    this.followed = followed;
    this.position = start;
    this.stop = stop;
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
    return open(conf, listed, 0, Long.MAX_VALUE);
  }

  /**
   * Opens a part of a WAL.
   *
   * @param listed where it lay when it was listed
   * @param start where to begin: 0, or the {@link #position()} of an entry
   * @param stop the position of the first entry that is not to be read; where no entry begins, the
   *     reading ends behind it
   * @throws LongshoreException if it is nowhere, or cannot be decoded here
   */
  public static WalEntries open(Configuration conf, Path listed, long start, long stop)
      throws IOException {
    WalEntries entries = new WalEntries(conf, listed, false, start, stop);
    entries.open(start == 0 ? -1 : start);
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
   * Opens a WAL that its server may still write to, to read what is there. Where it is neither
   * closed nor archived, an entry that is not there as a whole is one that is being written.
   *
   * @param listed where it lay when it was listed
   * @param start where to begin: 0, or the {@link #position()} at which an earlier reading ended
   * @param stop the position of the first entry that is not to be read
   * @throws LongshoreException if it is nowhere, or cannot be decoded here
   */
  public static WalEntries follow(Configuration conf, Path listed, long start, long stop)
      throws IOException {
    WalEntries entries = new WalEntries(conf, listed, true, start, stop);
    entries.open(start == 0 ? -1 : start);
    return entries;
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
        if (position >= stop) {
          return end(Ending.STOPPED);
        }
        entry = reader.next();
        if (entry == null) {
          return end(Ending.CLOSED);
        }
        entries++;
        return true;
      } catch (EOFException e) {
        if (reader.hasTrailer() || !isTail()) {
          throw Errors.walDamaged(path.toString(), position, e);
        }
        return end(Ending.CUT_OFF);
      } catch (IOException | RuntimeException e) {
        if (mayGrow() && Faults.has(e, ChecksumException.class) && isTail()) {
          // A local disk has the last bytes, and not yet Hadoop's checksums of them.
          return end(Ending.CUT_OFF);
        }
        if (!Faults.has(e, FileNotFoundException.class) || reopened == position) {
          throw failure(e, position);
        }
        reopened = position;
        reader.close();
        open(position);
      }
    }
    return false;
  }

  /** The current entry's. */
  public TableName table() {
    return entry.getKey().getTableName();
  }

  /** The encoded name of the current entry's region; not to be changed. */
  public byte[] region() {
    return entry.getKey().getEncodedRegionName();
  }

  /** The sequence id of the current entry, which all its cells have. */
  public long sequence() {
    return entry.getKey().getSequenceId();
  }

  /** When the current entry was written, in milliseconds by its region server's clock. */
  public long writeTime() {
    return entry.getKey().getWriteTime();
  }

  /** Whether a cell of an entry is a marker of HBase's own rather than data of a table. */
  public static boolean isMarker(Cell cell) {
    return CellUtil.matchingFamily(cell, WALEdit.METAFAMILY);
  }

  /** Of the current entry, in the order of the client's batch. */
  public List<Cell> cells() {
    return entry.getEdit().getCells();
  }

  /** Where the current entry begins, in bytes; after the last, where the next one would. */
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
    if (how == Ending.CUT_OFF && isInUse()) {
      ending = Ending.OPEN;
    } else {
      boolean whole = !followed && how != Ending.STOPPED;
      ending = entries == 0 && whole ? Ending.EMPTY : how;
    }
    close();
    return false;
  }

  /** Whether it is one that its server may still have had open when it was found. */
  private boolean isInUse() {
    return followed && !WalPlaces.isArchived(path);
  }

  private boolean mayGrow() {
    return isInUse() && !reader.hasTrailer();
  }

  /**
   * Whether what could not be read is the last, cut off entry. HBase's reader says that a file is
   * at its end also where a damaged length would lead past it, however much comes between: cells
   * must really have come to the end, and a key is short.
   */
  private boolean isTail() throws IOException {
    long end =
        mayGrow() && places.fileSystem() instanceof ChecksumFileSystem
            ? length - LONGEST_UNSUMMED
            : length;
    return reader.getPosition() >= end || length - position <= LONGEST_KEY;
  }

  /** What the file system or an interruption did is no damage, and may pass. */
  private IOException failure(Exception failure, long where) {
    if (Faults.isPassing(failure)) {
      return failure instanceof IOException io ? io : new IOException(failure);
    }
    throw Errors.walDamaged(path.toString(), where, failure);
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
        opened.init(ReadAhead.of(places.fileSystem()), path, conf, from);
        reader = opened;
        return;
      } catch (WALHeaderEOFException e) {
        if (from >= 0
            || length > LONGEST_HEADER
            || ClosedWals.hasTrailer(places.fileSystem(), path)) {
          throw Errors.walDamaged(path.toString(), Math.max(0, from), e);
        }
        // Its server died before it had written more than that, or has just begun it.
        end(Ending.CUT_OFF);
        return;
      } catch (FileNotFoundException e) {
        missing = e;
      } catch (IOException e) {
        if (isInUse() && Faults.has(e, CannotObtainBlockLengthException.class)) {
          // Nothing of it has come to a DataNode yet.
          end(Ending.CUT_OFF);
          return;
        }
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
    return Faults.isKey(failure)
        || Faults.has(failure, ReflectiveOperationException.class)
        || Faults.says(failure, "unknown writer class");
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
