package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.image.ImageId;
import java.util.List;

/**
 * Which images are to be deleted, as the session's journal keeps it.
 *
 * @param kind tells the sessions of a root apart
 * @param session its id
 * @param images newest first, so that none is left without one that it needs
 */
public record DeleteRequest(
    @JsonProperty("kind") String kind,
    @JsonProperty("session") String session,
    @JsonProperty("images") List<String> images) {
  public static final String KIND = "delete";

  public DeleteRequest {
    images = List.copyOf(images);
  }

  List<ImageId> imageIds() {
    return images.stream().map(ImageId::parse).toList();
  }
}
