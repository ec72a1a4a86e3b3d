package io.longshore.core.image;

/** Whether an image stands alone or continues others. */
public enum ImageType {
  FULL,
  INCREMENTAL
}
