package io.longshore.wal.hbase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.shaded.protobuf.generated.WALProtos.WALKey;
import org.apache.hbase.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/**
 * Looks for entries in the middle of a WAL, so that several tasks can read it. Nothing in the file
 * marks where an entry begins: it is where a key can be read, and some entries behind it. A value
 * may look like that. Whoever reads up to such a place finds out: no entry ends there. Entries of
 * WALs that are compressed or encrypted depend on those before them; these are not cut.
 *
 * <p>Not safe for several threads.
 */
public final class WalCuts {
  /** A key begins with the field of the region's name ({@code encoded_region_name = 1}). */
  private static final byte REGION = 1 << 3 | 2;

  /** Behind it is that of the table's ({@code table_name = 2}). */
  private static final byte TABLE = 2 << 3 | 2;

  private static final int NAME = RegionInfo.MD5_HEX_LENGTH;

  /** In which an entry has to begin. */
  private static final int WINDOW = 1 << 18;

  /** A length of more than two bytes is not looked for. */
  private static final int LONGEST_KEY = 1 << 14;

  /** So many entries behind each other are no accident. */
  private static final int READ = 3;

  private final Configuration conf;
  private final Path wal;
  private final FileSystem fs;

  private WalCuts(Configuration conf, Path wal) throws IOException {
    this.conf = conf;
    this.wal = wal;
    this.fs = ReadAhead.of(wal.getFileSystem(conf));
  }

  /**
   * Places at which entries seem to begin, about evenly apart.
   *
   * @param listed where the WAL lay when it was listed
   * @param length of it, in bytes
   * @param apart how far, in bytes
   * @return in their order; none where the WAL cannot be cut, or not be read: whoever reads it says
   *     why
   */
  public static List<Long> find(Configuration conf, Path listed, long length, long apart) {
    List<Long> cuts = new ArrayList<>();
    try {
      WalCuts file = new WalCuts(conf, WalEntries.find(conf, listed));
      if (length < 2 * apart || !file.isPlain()) {
        return List.of();
      }
      try (FSDataInputStream in = file.fs.open(file.wal)) {
        for (long from = apart; from + apart <= length; from += apart) {
          long cut = file.find(in, from);
          if (cut > 0) {
            cuts.add(cut);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
    return cuts;
  }

  private boolean isPlain() throws IOException {
    try (StrictWalReader reader = open(-1)) {
      return reader.isPlain();
    }
  }

  private StrictWalReader open(long from) throws IOException {
    StrictWalReader reader = new StrictWalReader();
    reader.init(fs, wal, conf, from);
    return reader;
  }

  /** The first entry of a window, 0 if there is none. */
  private long find(FSDataInputStream in, long from) throws IOException {
    byte[] window = new byte[WINDOW];
    in.seek(from);
    int read = in.readNBytes(window, 0, WINDOW);
    for (int key = 2; key + NAME + 2 < read; key++) {
      if (!beginsKey(window, key)) {
        continue;
      }
      int size = size(window, key, read);
      if (size > 0 && areEntries(from + key - (size < 1 << 7 ? 1 : 2))) {
        return from + key - (size < 1 << 7 ? 1 : 2);
      }
    }
    return 0;
  }

  private static boolean beginsKey(byte[] bytes, int at) {
    if (bytes[at] != REGION || bytes[at + 1] != NAME || bytes[at + 2 + NAME] != TABLE) {
      return false;
    }
    for (int i = at + 2; i < at + 2 + NAME; i++) {
      if (Character.digit(bytes[i], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The length of the key that begins at a place, as the one or two bytes before it say; or 0. */
  private static int size(byte[] bytes, int key, int end) {
    int one = bytes[key - 1];
    int two = bytes[key - 2] & 0x7f | one << 7;
    if (bytes[key - 2] < 0
        && two > Byte.MAX_VALUE
        && two < LONGEST_KEY
        && isKey(bytes, key, two, end)) {
      return two;
    }
    return one > 0 && isKey(bytes, key, one, end) ? one : 0;
  }

  private static boolean isKey(byte[] bytes, int from, int size, int end) {
    try {
      return from + size <= end && WALKey.parser().parseFrom(bytes, from, size).isInitialized();
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private boolean areEntries(long from) {
    try (StrictWalReader reader = open(from)) {
      for (int i = 0; i < READ; i++) {
        if (reader.next() == null) {
          return i > 0;
        }
      }
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
