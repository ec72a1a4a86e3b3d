/** Longshore's command line. */
package io.longshore.launcher;
