package io.longshore.jobs.sort.hbase;

/**
 * Memory for cells, in chunks that are never written twice: whoever has a cell may keep it. Not
 * safe for several threads.
 */
public final class CellChunks {
  private static final int CHUNK = 1 << 18;

  private byte[] chunk = new byte[0];
  private int used;

  /**
   * Takes room of a size.
   *
   * @return where it begins in {@link #chunk}
   */
  int room(int size) {
    if (chunk.length - used < size) {
      chunk = new byte[Math.max(CHUNK, size)];
      used = 0;
    }
    int start = used;
    used += size;
    return start;
  }

  byte[] chunk() {
    return chunk;
  }

  /** Gives back what was taken last from a place on. */
  void giveBack(int from) {
    used = from;
  }
}
