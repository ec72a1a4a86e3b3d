/** What sessions ask of a running HBase: its lock, its tables, its snapshots, its log roll. */
package io.longshore.launcher.hbase;
