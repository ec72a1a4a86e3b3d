/** What jobs ask of HBase's own classes that are not public. */
package io.longshore.jobs.hbase;
