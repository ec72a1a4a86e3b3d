/**
 * A real HBase in this process, random tables with random workloads, and the oracle that compares
 * tables cell by cell.
 *
 * <p>The {@code demo} command runs on {@link io.longshore.testing.EmbeddedHBase}; everything else
 * here serves tests.
 */
package io.longshore.testing;
