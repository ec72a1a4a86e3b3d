/** What the sort needs of HBase's own classes: cells as bytes, and files of bulk loads. */
package io.longshore.jobs.sort.hbase;
