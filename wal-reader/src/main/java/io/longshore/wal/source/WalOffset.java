package io.longshore.wal.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longshore.core.error.Errors;
import io.longshore.wal.hbase.WalFile;
import io.longshore.wal.hbase.WalTail;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * How far a stream has read. Its JSON, which Spark keeps in the checkpoint, is described in
 * docs/wal-feed.md.
 */
final class WalOffset extends Offset {
  static final WalOffset NOTHING = new WalOffset(Map.of(), Map.of());

  private static final int VERSION = 1;
  private static final String END = "end";
  private static final JsonMapper JSON = new JsonMapper();

  private final SortedMap<String, Long> finished;
  private final SortedMap<String, Long> files;

  /**
   * @param finished of each series the greatest number up to which WALs were read to their ends,
   *     those in {@code files} apart
   * @param files names of WALs to the positions up to which they were read, {@link WalTail#END} for
   *     those that were read to their ends last
   */
  WalOffset(Map<String, Long> finished, Map<String, Long> files) {
    this.finished = Collections.unmodifiableSortedMap(new TreeMap<>(finished));
    this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Up to where a WAL was read: 0 for one that was not yet. */
  long position(String name) {
    Long position = files.get(name);
    if (position != null) {
      return position;
    }
    Long last = finished.get(WalFile.series(name));
    return last != null && WalFile.number(name) <= last ? WalTail.END : 0;
  }

  /** Names of WALs to positions: of those not yet at their ends, and of those that are since. */
  SortedMap<String, Long> files() {
    return files;
  }

  /** What is finished once everything up to here was read. */
  SortedMap<String, Long> finished() {
    SortedMap<String, Long> all = new TreeMap<>(finished);
    files.forEach(
        (name, position) -> {
          if (position == WalTail.END) {
            all.merge(WalFile.series(name), WalFile.number(name), Math::max);
          }
        });
    return all;
  }

  @Override
  public String json() {
    ObjectNode json = JSON.createObjectNode().put("version", VERSION);
    ObjectNode numbers = json.putObject("finished");
    finished.forEach(numbers::put);
    ObjectNode positions = json.putObject("files");
    files.forEach(
        (name, position) -> {
          if (position == WalTail.END) {
            positions.put(name, END);
          } else {
            positions.put(name, position);
          }
        });
    return json.toString();
  }

  static WalOffset of(String json) {
    JsonNode read;
    try {
      read = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw unreadable(json);
    }
    if (!read.path("version").isInt()) {
      throw unreadable(json);
    }
    int version = read.path("version").intValue();
    if (version > VERSION) {
      throw Errors.fromTheFuture("The offset in the checkpoint", version, VERSION);
    }
    Map<String, Long> finished = new TreeMap<>();
    read.path("finished")
        .fields()
        .forEachRemaining(field -> finished.put(field.getKey(), number(field.getValue(), json)));
    Map<String, Long> files = new TreeMap<>();
    read.path("files")
        .fields()
        .forEachRemaining(
            field ->
                files.put(
                    field.getKey(),
                    END.equals(field.getValue().textValue())
                        ? WalTail.END
                        : number(field.getValue(), json)));
    return new WalOffset(finished, files);
  }

  private static long number(JsonNode value, String json) {
    if (!value.isIntegralNumber()) {
      throw unreadable(json);
    }
    return value.longValue();
  }

  private static RuntimeException unreadable(String json) {
    return Errors.invalidArgument(
        "Cannot read the offset in the checkpoint: " + json,
        "Give the query a checkpoint of its own.");
  }
}
