/**
 * Commands as classes, for those that submit a class and its arguments rather than a command:
 * {@code spark-submit --class io.longshore.launcher.job.ExportSnapshot longshore-...jar -snapshot
 * ...}.
 */
package io.longshore.launcher.job;
