/** The rows of {@code backup:system}, in and out; the only place that touches hbase-backup. */
package io.longshore.core.backup;
