package io.longshore.core.hfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoder.EncodedSeeker;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.HFileBlock;
import org.apache.hadoop.hbase.io.hfile.HFileContext;
import org.apache.hadoop.hbase.nio.SingleByteBuff;

/** Cells in any encoding, decoded by HBase. */
final class SeekerCells extends BlockCells {
  private final EncodedSeeker seeker;
  private boolean first;

  SeekerCells(StoredCell cell, DataBlockEncoding encoding, HFileContext file, Configuration conf) {
    super(cell);
    DataBlockEncoder encoder = encoding.getEncoder();
    seeker = encoder.createSeeker(encoder.newDataBlockDecodingContext(conf, file));
  }

  @Override
  void begin(HFileBlock block) {
    Data data = Data.encoded(block);
    seeker.setCurrentBuffer(
        new SingleByteBuff(
            ByteBuffer.wrap(data.array(), data.from(), data.to() - data.from()).slice()));
    first = true;
  }

  @Override
  boolean next() throws IOException {
    if (!first && !seeker.next()) {
      return false;
    }
    first = false;
    ExtendedCell from = (ExtendedCell) seeker.getCell();
    cell.rowArray = from.getRowArray();
    cell.rowOffset = from.getRowOffset();
    cell.rowLength = from.getRowLength();
    cell.familyArray = from.getFamilyArray();
    cell.familyOffset = from.getFamilyOffset();
    cell.familyLength = from.getFamilyLength();
    cell.qualifierArray = from.getQualifierArray();
    cell.qualifierOffset = from.getQualifierOffset();
    cell.qualifierLength = from.getQualifierLength();
    cell.timestamp = from.getTimestamp();
    cell.type = from.getTypeByte();
    cell.valueArray = from.getValueArray();
    cell.valueOffset = from.getValueOffset();
    cell.valueLength = from.getValueLength();
    cell.tagsArray = from.getTagsArray();
    cell.tagsOffset = from.getTagsOffset();
    cell.tagsLength = from.getTagsLength();
    cell.sequence = from.getSequenceId();
    return true;
  }
}
