/** Which WALs a cluster has, by region server and number. */
package io.longshore.wal.hbase;
