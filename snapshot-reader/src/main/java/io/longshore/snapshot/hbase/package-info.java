/** Snapshots, read from their manifests, resolved to the store files that hold their cells. */
package io.longshore.snapshot.hbase;
