package io.longshore.jobs.merge;

import io.longshore.core.hfile.WrittenHFile;
import java.io.Serializable;

/**
 * A file of a merged image.
 *
 * @param table whose
 * @param region the encoded name of the one whose file it is; of a copied file of an incremental
 *     image, which knows no regions, one of them
 */
public record MergedFile(String table, String region, String family, WrittenHFile file)
    implements Serializable {}
