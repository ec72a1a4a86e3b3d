/** What people and scripts read: tables, JSON, one progress line. */
package io.longshore.launcher.output;
