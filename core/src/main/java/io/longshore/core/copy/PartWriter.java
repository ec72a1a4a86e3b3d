package io.longshore.core.copy;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * How one kind of store takes a large file in parts from several tasks at once. {@link #begin} and
 * {@link #commit} are called by the driver, {@link #write} by executors; two attempts at one part
 * may run at the same time and do not disturb each other.
 */
public interface PartWriter {
  /** The least size of the parts that a file of a length may be asked to be cut into, in bytes. */
  default long leastPartSize(long length) {
    return 1;
  }

  PendingFile begin(String target, long length) throws IOException;

  /** Whether a file that was begun earlier can be gone on with, as far as the store can tell. */
  boolean isThere(PendingFile file) throws IOException;

  /**
   * Writes one part from a channel that ends where the part ends.
   *
   * @return the receipt for {@link #commit}
   */
  String write(PendingFile file, FilePart part, ReadableByteChannel bytes) throws IOException;

  /**
   * Where a written part's bytes can be read back before the file is whole; empty where the store
   * checks what it is sent and shows nothing before the end.
   */
  Optional<PartPlace> place(PendingFile file, FilePart part, String receipt);

  /**
   * Puts the parts together under the target's name, in place of whatever was there.
   *
   * @param parts all of them, in the order of their numbers
   */
  void commit(PendingFile file, List<WrittenPart> parts) throws IOException;

  /** Forgets the file and whatever parts of it were written. */
  void abort(PendingFile file) throws IOException;

  /**
   * @param file that holds a part's bytes
   * @param offset of the first of them
   */
  record PartPlace(String file, long offset) {}
}
