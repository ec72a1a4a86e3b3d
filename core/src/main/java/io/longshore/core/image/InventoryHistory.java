package io.longshore.core.image;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** An image's history as lines of its inventory, each known by its first field. */
final class InventoryHistory {
  /** A later writer may say more. */
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final List<ConsumedWal> wals = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private final List<RegionState> regions = new ArrayList<>();
  private final List<Moments> moments = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private long settled;
  private boolean divisible;

  static List<JsonNode> lines(ImageHistory history) {
    List<JsonNode> lines = new ArrayList<>();
    history.wals().forEach(wal -> lines.add(line("wal", wal)));
    history.pending().forEach(name -> lines.add(line("pending", name)));
    history.regions().forEach(region -> lines.add(line("regionState", region)));
    history.moments().forEach(each -> lines.add(line("moments", each)));
    history.dropped().forEach(table -> lines.add(line("dropped", table)));
    if (history.settled() > 0) {
      ObjectNode line = line("settled", history.settled());
      line.put("divisible", history.divisible());
      lines.add(line);
    }
    return lines;
  }

  /** Takes a line if it is one of these. */
  boolean add(JsonNode line) {
    if (line.has("wal")) {
      JsonNode wal = line.get("wal");
      if (wal instanceof ObjectNode fields && !fields.has("cells")) {
        fields.put("cells", ConsumedWal.NOT_COUNTED);
      }
      wals.add(JSON.convertValue(wal, ConsumedWal.class));
    } else if (line.has("pending")) {
      pending.add(line.get("pending").asText());
    } else if (line.has("regionState")) {
      regions.add(JSON.convertValue(line.get("regionState"), RegionState.class));
    } else if (line.has("moments")) {
      moments.add(JSON.convertValue(line.get("moments"), Moments.class));
    } else if (line.has("dropped")) {
      dropped.add(line.get("dropped").asText());
    } else if (line.has("settled")) {
      settled = line.get("settled").asLong();
      divisible = line.path("divisible").asBoolean();
    } else {
      return false;
    }
    return true;
  }

  ImageHistory read() {
    boolean rows = moments.stream().allMatch(Moments::tellsRows);
    return new ImageHistory(wals, pending, regions, moments, dropped, settled, divisible && rows);
  }

  private static ObjectNode line(String field, Object value) {
    ObjectNode line = JSON.createObjectNode();
    line.set(field, JSON.valueToTree(value));
    return line;
  }
}
