package io.longshore.core.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import io.longshore.core.error.Errors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** The digests of an image's regions as text: JSON lines, one a region. In docs/formats.md. */
final class DigestFormat {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private DigestFormat() {}

  static void write(List<RegionDigest> digests, OutputStream out) throws IOException {
    try (SequenceWriter lines =
        JSON.writerFor(RegionDigest.class).withRootValueSeparator("\n").writeValues(out)) {
      lines.writeAll(digests);
    }
  }

  /**
   * @param name of the file, for messages
   */
  static List<RegionDigest> read(InputStream in, String name) throws IOException {
    try (MappingIterator<RegionDigest> lines = JSON.readerFor(RegionDigest.class).readValues(in)) {
      return lines.readAll();
    } catch (JsonProcessingException e) {
      throw Errors.imageDamaged(
          "The digests " + name + " are damaged: they are not JSON lines.",
          "Delete the file: `longshore verify --deep` makes it anew, of what is there then.");
    }
  }
}
