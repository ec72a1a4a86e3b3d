package io.longshore.core.hfile;

import java.io.IOException;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.BlockType;
import org.apache.hadoop.hbase.io.hfile.HFileBlock;
import org.apache.hadoop.hbase.io.hfile.HFileContext;
import org.apache.hadoop.io.WritableUtils;

/**
 * Cells that are stored as they are: blocks without encoding, and those of {@code ROW_INDEX_V1},
 * which have a list of their rows behind the cells. The format is that of {@code NoneEncoder}: two
 * lengths, key, value, tags with their length if the file has tags, and a sequence id if it has
 * those.
 */
final class PlainCells extends BlockCells {
  private final boolean hasTags;
  private final boolean hasSequences;
  private byte[] array;
  private int at;
  private int end;

  PlainCells(StoredCell cell, HFileContext file) {
    super(cell);
    hasTags = file.isIncludesTags();
    hasSequences = file.isIncludesMvcc();
  }

  /** Whether a file's blocks are of this kind. */
  static boolean has(DataBlockEncoding encoding) {
    return encoding == DataBlockEncoding.NONE || encoding == DataBlockEncoding.ROW_INDEX_V1;
  }

  @Override
  void begin(HFileBlock block) {
    boolean indexed = block.getBlockType() == BlockType.ENCODED_DATA;
    Data data = indexed ? Data.encoded(block) : Data.plain(block);
    array = data.array();
    at = data.from();
    end = data.to();
    if (indexed) {
      // The last number says how long the cells are, as RowIndexSeekerV1 reads it.
      int length = end - at < Integer.BYTES ? -1 : intAt(array, end - Integer.BYTES);
      if (length < 0 || length > end - at) {
        throw damaged(end - Integer.BYTES);
      }
      end = at + length;
    }
  }

  /** Of cells that are passed over only the lengths and the row are looked at. */
  @Override
  boolean nextRow(int most) throws IOException {
    byte[] bytes = array;
    StoredCell before = cell;
    int rowLength = before.rowLength;
    for (int i = 1; i < most && at < end; i++) {
      int key = at + 2 * Integer.BYTES;
      if (shortAt(bytes, key) != rowLength || !before.isRow(bytes, key + Short.BYTES, rowLength)) {
        break;
      }
      int behind = key + intAt(bytes, at) + intAt(bytes, at + Integer.BYTES);
      if (hasTags) {
        behind += Short.BYTES + shortAt(bytes, behind);
      }
      if (hasSequences) {
        behind += WritableUtils.decodeVIntSize(bytes[behind]);
      }
      if (behind <= key || behind > end) {
        throw damaged(at);
      }
      at = behind;
    }
    return next();
  }

  @Override
  boolean next() throws IOException {
    int from = at;
    if (from >= end) {
      return false;
    }
    byte[] bytes = array;
    StoredCell into = cell;
    int keyLength = intAt(bytes, from);
    int valueLength = intAt(bytes, from + Integer.BYTES);
    int key = from + 2 * Integer.BYTES;
    int rowLength = shortAt(bytes, key);
    int family = key + Short.BYTES + rowLength + 1;
    if (keyLength < 0 || valueLength < 0 || valueLength > end - key - keyLength || family >= end) {
      throw damaged(from);
    }
    int familyLength = bytes[family - 1];
    int qualifier = family + familyLength;
    int time = key + keyLength - TIME_AND_TYPE;
    if (familyLength < 0 || qualifier > time) {
      throw damaged(from);
    }
    into.rowArray = bytes;
    into.rowOffset = key + Short.BYTES;
    into.rowLength = rowLength;
    into.familyArray = bytes;
    into.familyOffset = family;
    into.familyLength = familyLength;
    into.qualifierArray = bytes;
    into.qualifierOffset = qualifier;
    into.qualifierLength = time - qualifier;
    into.timestamp = longAt(bytes, time);
    into.type = bytes[time + Long.BYTES];
    int value = key + keyLength;
    into.valueArray = bytes;
    into.valueOffset = value;
    into.valueLength = valueLength;
    int behind = value + valueLength;
    if (hasTags) {
      int tags = shortAt(bytes, behind);
      into.tagsArray = bytes;
      into.tagsOffset = behind + Short.BYTES;
      into.tagsLength = tags;
      behind += Short.BYTES + tags;
    }
    if (hasSequences) {
      behind = readSequence(bytes, behind, into);
    }
    if (behind > end) {
      throw damaged(from);
    }
    at = behind;
    return true;
  }
}
