/** One class a command. Commands parse; sessions decide; output prints. */
package io.longshore.launcher.cli;
