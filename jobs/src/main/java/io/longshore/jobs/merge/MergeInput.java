package io.longshore.jobs.merge;

import io.longshore.snapshot.hbase.TableFiles;
import java.io.Serializable;

/**
 * A table to be merged.
 *
 * @param files of all images, each image a layer
 * @param directory of the merged files; those of a full image lie in it by region and family, those
 *     of an incremental one by family
 * @param full whether the merged image is a full one
 */
public record MergeInput(TableFiles files, String directory, boolean full) implements Serializable {

  /** Where the files of a store belong, relative to the directory. */
  String store(String region, String family) {
    return full ? region + "/" + family : family;
  }
}
