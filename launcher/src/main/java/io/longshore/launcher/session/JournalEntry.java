package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One line of a session's story; one immutable file.
 *
 * @param version of the format
 * @param number counted from zero, without gaps
 * @param step its name; the session itself is {@code session}
 * @param data what the step needs to go on, or what it found
 */
record JournalEntry(
    @JsonProperty("version") int version,
    @JsonProperty("number") int number,
    @JsonProperty("step") String step,
    @JsonProperty("state") State state,
    @JsonProperty("at") Instant at,
    @JsonProperty("data") JsonNode data) {

  /** What happened to a step. */
  enum State {
    STARTED,
    PROGRESS,
    DONE,
    ROLLING_BACK,
    ROLLED_BACK
  }
}
