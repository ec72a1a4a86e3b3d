package io.longshore.jobs.sort;

import io.longshore.core.hfile.WrittenHFile;
import java.io.Serializable;

/**
 * A file of sorted cells.
 *
 * @param table whose
 * @param family whose
 */
public record SortedFile(String table, String family, WrittenHFile file) implements Serializable {}
