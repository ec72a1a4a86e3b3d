/** The demonstration: real records on a real HBase, backed up, lost, restored, compared. */
package io.longshore.launcher.demo;
