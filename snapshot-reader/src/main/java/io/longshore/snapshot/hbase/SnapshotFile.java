package io.longshore.snapshot.hbase;

import java.util.List;

/**
 * A store file that a snapshot needs, each once: two halves of a split parent name the same file.
 *
 * @param path where it lies under a root of HBase or its archive: {@code
 *     data/<namespace>/<table>/<region>/<family>/<hfile>}
 * @param places the URIs it may be found at now, most likely first
 * @param length in bytes
 */
public record SnapshotFile(String path, List<String> places, long length) {}
