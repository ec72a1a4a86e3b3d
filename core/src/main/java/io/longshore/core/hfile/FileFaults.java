package io.longshore.core.hfile;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;

/** What is done about a store file that is gone, or damaged. */
public interface FileFaults {
  /** Both end the reading. */
  FileFaults FAIL = new FileFaults() {};

  /**
   * A file is in none of its places.
   *
   * @return what is to be thrown
   */
  default LongshoreException missing(StoreFile file, Throwable cause) {
    return Errors.sourceFileMissing(file.places(), cause);
  }

  /**
   * A block cannot be read. Where this returns, the reading goes on behind the block.
   *
   * @param place where the file lies
   * @param offset of the block, in bytes
   * @throws LongshoreException to end the reading
   */
  default void damaged(String place, long offset, Throwable cause) {
    throw Errors.storeFileDamaged(place, offset, cause);
  }
}
