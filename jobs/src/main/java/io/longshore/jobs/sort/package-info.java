/**
 * Sorts the cells of WALs by store and key: as bytes, through Spark's shuffle and its sorter of
 * binary records, which spills.
 */
package io.longshore.jobs.sort;
