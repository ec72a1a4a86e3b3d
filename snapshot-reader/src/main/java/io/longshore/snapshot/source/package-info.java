/** Store files of HBase as tables of Spark SQL. */
package io.longshore.snapshot.source;
