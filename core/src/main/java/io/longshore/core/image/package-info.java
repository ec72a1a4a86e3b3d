/** What a backup image is: its id, its place, its inventory, and the store that holds images. */
package io.longshore.core.image;
