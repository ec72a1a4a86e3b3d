package io.longshore.core.image;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.core.copy.Checksum;
import io.longshore.core.error.Errors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The inventory's text: JSON lines, a header, a line a file, lines about where they come from, a
 * footer that counts the files, so that a cut-off inventory is seen. Described in docs/formats.md.
 */
public final class InventoryFormat {
  public static final int VERSION = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private InventoryFormat() {}

  /** Writes; the stream is left open. */
  public static void write(ImageInventory inventory, OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setRootValueSeparator(null);
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("image", inventory.image().toString());
      json.writeStringField("algorithm", Checksum.ALGORITHM);
      json.writeStringField("manifest", inventory.manifest().toString());
      json.writeEndObject();
      for (ImageFile file : inventory.files()) {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField("path", file.path());
        json.writeNumberField("length", file.length());
        json.writeStringField("checksum", file.checksum().toString());
        json.writeEndObject();
      }
      for (JsonNode line : InventoryHistory.lines(inventory.history())) {
        json.writeRaw('\n');
        JSON.writeTree(json, line);
      }
      json.writeRaw('\n');
      json.writeStartObject();
      json.writeNumberField("files", inventory.files().size());
      json.writeNumberField("bytes", inventory.bytes());
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /**
   * Reads.
   *
   * @param name of the file, for messages
   */
  public static ImageInventory read(InputStream in, String name) throws IOException {
    try (MappingIterator<JsonNode> lines = JSON.readerFor(JsonNode.class).readValues(in)) {
      if (!lines.hasNextValue()) {
        throw damaged(name, "it is empty");
      }
      JsonNode header = lines.nextValue();
      int version = header.path("version").asInt();
      if (version < 1) {
        throw damaged(name, "it does not begin with a header");
      }
      if (version > VERSION) {
        throw Errors.fromTheFuture(name, version, VERSION);
      }
      List<ImageFile> files = new ArrayList<>();
      InventoryHistory history = new InventoryHistory();
      while (lines.hasNextValue()) {
        JsonNode line = lines.nextValue();
        if (line.has("files")) {
          if (line.get("files").asInt() != files.size()) {
            throw damaged(name, "it names " + line.get("files") + " files, lists " + files.size());
          }
          if (!header.path("algorithm").asText().equals(Checksum.ALGORITHM)) {
            throw damaged(name, "its checksums are of the kind " + header.path("algorithm"));
          }
          return new ImageInventory(
              imageId(header, name),
              Checksum.parse(header.path("manifest").asText()),
              files,
              history.read());
        }
        if (history.add(line)) {
          continue;
        }
        files.add(
            new ImageFile(
                line.path("path").asText(),
                line.path("length").asLong(-1),
                Checksum.parse(line.path("checksum").asText())));
      }
      throw damaged(name, "its end is missing");
    } catch (JsonProcessingException e) {
      throw damaged(name, "it is not JSON lines");
    } catch (IllegalArgumentException e) {
      throw damaged(name, e.getMessage());
    }
  }

  private static ImageId imageId(JsonNode header, String name) {
    String id = header.path("image").asText();
    if (!ImageId.isImageId(id)) {
      throw damaged(name, "its header names no image");
    }
    return ImageId.parse(id);
  }

  private static RuntimeException damaged(String name, String why) {
    return Errors.imageDamaged(
        "The inventory " + name + " is damaged: " + why + ".",
        "The image itself may be whole: `hbase restore -c` checks it the stock way.");
  }
}
