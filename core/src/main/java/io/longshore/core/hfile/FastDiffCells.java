package io.longshore.core.hfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.hbase.io.TagCompressionContext;
import org.apache.hadoop.hbase.io.hfile.HFileBlock;
import org.apache.hadoop.hbase.io.hfile.HFileContext;
import org.apache.hadoop.hbase.io.util.LRUDictionary;
import org.apache.hadoop.hbase.nio.ByteBuff;
import org.apache.hadoop.hbase.nio.SingleByteBuff;

/**
 * Cells in {@code FAST_DIFF} encoding, whose keys leave out what they have in common with the key
 * before. The format is that of {@code FastDiffDeltaEncoder}: flags, the lengths that differ from
 * those before, the length of what is common, the rest of the row, the rest of the qualifier, the
 * rest of the timestamp, type and value if they differ, then tags and sequence id as the file has
 * them. The family is only in a block's first key.
 *
 * <p>A part of a key that is whole in the block is pointed at; one that is not is put together in
 * an array that is never written twice.
 */
final class FastDiffCells extends BlockCells {
  private static final int COMMON_TIME = 7;
  private static final int SAME_KEY_LENGTH = 1 << 3;
  private static final int SAME_VALUE_LENGTH = 1 << 4;
  private static final int SAME_TYPE = 1 << 5;
  private static final int SAME_VALUE = 1 << 6;

  /** Of the array in which keys are put together, in bytes. */
  private static final int ROOM = 16 << 10;

  private final boolean hasTags;
  private final boolean hasSequences;

  /** Of the block's tags, which HBase unpacks; null if they are not packed. */
  private final TagCompressionContext dictionary;

  private ByteBuff packed;
  private byte[] array;
  private int at;
  private int end;
  private boolean first;
  private int keyLength;
  private byte[] room = new byte[0];
  private int used;

  FastDiffCells(StoredCell cell, HFileContext file) {
    super(cell);
    hasTags = file.isIncludesTags();
    hasSequences = file.isIncludesMvcc();
    dictionary = hasTags && file.isCompressTags() ? newDictionary() : null;
  }

  private static TagCompressionContext newDictionary() {
    try {
      return new TagCompressionContext(LRUDictionary.class, Byte.MAX_VALUE);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  void begin(HFileBlock block) {
    Data data = Data.encoded(block);
    array = data.array();
    // The block's length before it was encoded comes first.
    at = data.from() + Integer.BYTES;
    end = data.to();
    first = true;
    if (dictionary != null) {
      dictionary.clear();
      packed = new SingleByteBuff(ByteBuffer.wrap(array));
    }
  }

  @Override
  boolean next() throws IOException {
    int from = at;
    if (from >= end) {
      return false;
    }
    StoredCell into = cell;
    byte flags = array[at++];
    if ((flags & SAME_KEY_LENGTH) == 0) {
      keyLength = readInt();
    }
    if ((flags & SAME_VALUE_LENGTH) == 0) {
      into.valueLength = readInt();
    }
    int common = readInt();
    if (keyLength < TIME_AND_TYPE || into.valueLength < 0 || common < 0) {
      throw damaged(from);
    }
    readKey(into, common);
    int commonTime = flags & COMMON_TIME;
    long time = commonTime == 0 ? 0 : into.timestamp >>> 8 * (Long.BYTES - commonTime);
    first = false;
    for (int i = commonTime; i < Long.BYTES; i++) {
      time = time << 8 | array[at++] & 0xff;
    }
    into.timestamp = time;
    if ((flags & SAME_TYPE) == 0) {
      into.type = array[at++];
    }
    if ((flags & SAME_VALUE) == 0) {
      into.valueArray = array;
      into.valueOffset = at;
      at = behind(into.valueLength);
    }
    if (hasTags) {
      readTags(into);
    }
    if (hasSequences) {
      at = readSequence(array, at, into);
    }
    if (at > end) {
      throw damaged(from);
    }
    return true;
  }

  private void readTags(StoredCell into) throws IOException {
    int length = readInt();
    into.tagsLength = length;
    if (length == 0) {
      return;
    }
    if (dictionary == null) {
      into.tagsArray = array;
      into.tagsOffset = at;
      at = behind(length);
      return;
    }
    if (length < 0 || length > Short.MAX_VALUE * 2) {
      throw damaged(at);
    }
    into.tagsArray = new byte[length];
    into.tagsOffset = 0;
    packed.position(at);
    dictionary.uncompressTags(packed, into.tagsArray, 0, length);
    at = packed.position();
  }

  /** Row, family and qualifier, of which so many bytes are those of the key before. */
  private void readKey(StoredCell into, int common) {
    if (first) {
      if (common != 0) {
        throw damaged(at);
      }
      into.rowLength = shortAt(array, at);
      into.rowArray = array;
      into.rowOffset = at + Short.BYTES;
      at = behind(Short.BYTES + into.rowLength);
      into.familyLength = array[at++];
      into.familyArray = array;
      into.familyOffset = at;
      at = behind(into.familyLength);
      readQualifier(into, 0);
    } else if (common >= Short.BYTES + into.rowLength) {
      readQualifier(into, common - Short.BYTES - into.rowLength - 1 - into.familyLength);
    } else {
      if (common < Short.BYTES) {
        int high = common == 0 ? array[at++] & 0xff : into.rowLength >> 8;
        into.rowLength = high << 8 | array[at++] & 0xff;
        common = Short.BYTES;
      }
      readRow(into, common - Short.BYTES);
      readQualifier(into, 0);
    }
  }

  private void readRow(StoredCell into, int shared) {
    int rest = into.rowLength - shared;
    int behind = behind(rest);
    if (shared == 0) {
      into.rowArray = array;
      into.rowOffset = at;
    } else {
      int place = join(into.rowArray, into.rowOffset, shared, rest);
      into.rowArray = room;
      into.rowOffset = place;
    }
    at = behind;
  }

  private void readQualifier(StoredCell into, int shared) {
    int length = keyLength - Short.BYTES - into.rowLength - 1 - into.familyLength - TIME_AND_TYPE;
    int rest = length - shared;
    if (shared < 0 || shared > into.qualifierLength) {
      throw damaged(at);
    }
    int behind = behind(rest);
    if (shared == 0) {
      into.qualifierArray = array;
      into.qualifierOffset = at;
    } else if (rest > 0) {
      int place = join(into.qualifierArray, into.qualifierOffset, shared, rest);
      into.qualifierArray = room;
      into.qualifierOffset = place;
    }
    into.qualifierLength = length;
    at = behind;
  }

  /** Puts what is shared and the rest of a part together, and says where. */
  private int join(byte[] old, int offset, int shared, int rest) {
    int length = shared + rest;
    if (used + length > room.length) {
      room = new byte[Math.max(ROOM, length)];
      used = 0;
    }
    int place = used;
    System.arraycopy(old, offset, room, place, shared);
    System.arraycopy(array, at, room, place + shared, rest);
    used += length;
    return place;
  }

  /** Seven bits a byte, the lowest first, as {@code ByteBuff.readCompressedInt} reads it. */
  private int readInt() {
    byte read = array[at++];
    int value = read & 0x7f;
    for (int shift = 7; read < 0; shift += 7) {
      read = array[at++];
      value |= (read & 0x7f) << shift;
    }
    return value;
  }

  /** The place behind so many bytes, which the block must have. */
  private int behind(int length) {
    if (length < 0 || length > end - at) {
      throw damaged(at);
    }
    return at + length;
  }
}
