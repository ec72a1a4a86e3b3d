package io.longshore.core.copy;

import java.io.Serializable;

/**
 * A file being written in parts: no reader sees it before {@link PartWriter#commit}.
 *
 * @param target the URI it will have
 * @param length in bytes, once whole
 * @param handle the writer's own: a temporary file, or a store's upload id
 */
public record PendingFile(String target, long length, String handle) implements Serializable {}
