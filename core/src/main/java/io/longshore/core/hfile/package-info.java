/** HFiles, in and out, so that encryption, tags and sequence ids are handled once. */
package io.longshore.core.hfile;
