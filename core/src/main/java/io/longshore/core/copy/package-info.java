/**
 * The first movement: copying the bytes of an immutable file from one store to another, within a
 * bandwidth budget, with a checksum.
 */
package io.longshore.core.copy;
