/** The stock backup's own records, in and out; the only place that touches hbase-backup. */
package io.longshore.core.backup;
