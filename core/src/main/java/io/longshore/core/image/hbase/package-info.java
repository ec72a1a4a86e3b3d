/** The stock manifest of an image, in HBase's own messages. */
package io.longshore.core.image.hbase;
