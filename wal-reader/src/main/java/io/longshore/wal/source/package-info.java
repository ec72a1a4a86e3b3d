/** WALs as a table of Spark SQL, and as a stream of it. */
package io.longshore.wal.source;
