package io.longshore.core.hfile;

/** What a reading has cost so far. One thread counts; others may look. */
public final class ReadCounters {
  private long files;
  private long filesSkipped;
  private long blocks;
  private long blocksSkipped;
  private long blocksDamaged;
  private long bytes;
  private long cells;

  /** Files opened and read from. */
  public long files() {
    return files;
  }

  /** Files of which nothing but the end was read, or nothing at all, as they have none of it. */
  public long filesSkipped() {
    return filesSkipped;
  }

  /** Blocks read, of data, index and Bloom filters. */
  public long blocks() {
    return blocks;
  }

  /**
   * Data blocks between two that were read, which an index showed to have nothing wanted; their
   * number follows from their bytes.
   */
  public long blocksSkipped() {
    return blocksSkipped;
  }

  /** Blocks passed over because they could not be read. */
  public long blocksDamaged() {
    return blocksDamaged;
  }

  /** Of these blocks, as they are stored. */
  public long bytes() {
    return bytes;
  }

  /** Cells looked at, returned or not; as of the last range of rows that was begun or ended. */
  public long cells() {
    return cells;
  }

  void addFile() {
    files++;
  }

  void addFileSkipped() {
    filesSkipped++;
  }

  void addBlock(long stored) {
    blocks++;
    bytes += stored;
  }

  void addBlocksSkipped(long count) {
    blocksSkipped += count;
  }

  void addDamagedBlock() {
    blocksDamaged++;
  }

  void addCells(long count) {
    cells += count;
  }
}
