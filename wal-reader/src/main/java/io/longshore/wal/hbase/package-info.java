/** Which WALs a cluster has, by region server and number, and what is in them. */
package io.longshore.wal.hbase;
