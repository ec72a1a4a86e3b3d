/**
 * Sessions: a backup or a restore as steps, each durable before the next, so that a crash at any
 * line ends in going on or in rolling back. The model is HBase's Procedure V2.
 */
package io.longshore.launcher.session;
