package io.longshore.snapshot.hbase;

import org.apache.hadoop.hbase.TableName;

/**
 * A table as it was at a moment.
 *
 * @param name of the snapshot, or of the image
 * @param created the moment, in milliseconds since 1970
 * @param expired whether it can no longer be read, since its time to live is over
 */
public record TableVersion(String name, TableName table, long created, boolean expired) {}
