package io.longshore.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What Spark wrote down of the tasks of applications. */
record EventLog(Path directory) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A task that has ended.
   *
   * @param host where it ran
   * @param locality how near that is to its bytes, in Spark's words
   */
  record Task(String host, String locality) {}

  /** Makes the directory. */
  static EventLog in(Path directory) throws IOException {
    return new EventLog(Files.createDirectories(directory));
  }

  /** Lines of {@code spark-defaults.conf}. */
  List<String> settings() {
    return List.of("spark.eventLog.enabled true", "spark.eventLog.dir " + directory.toUri());
  }

  /** Those of jobs whose group begins with a name, in the order in which they ended. */
  List<Task> tasksOf(String group) throws IOException {
    List<Task> tasks = new ArrayList<>();
    try (Stream<Path> logs = Files.list(directory)) {
      for (Path log : logs.toList()) {
        add(log, group, tasks);
      }
    }
    return tasks;
  }

  private static void add(Path log, String group, List<Task> tasks) throws IOException {
    List<Integer> stages = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode event = JSON.readTree(line);
      switch (event.path("Event").asText()) {
        case "SparkListenerJobStart" -> {
          if (event.path("Properties").path("spark.jobGroup.id").asText().startsWith(group)) {
            event.path("Stage IDs").forEach(stage -> stages.add(stage.asInt()));
          }
        }
        case "SparkListenerTaskEnd" -> {
          if (stages.contains(event.path("Stage ID").asInt())) {
            JsonNode task = event.path("Task Info");
            tasks.add(new Task(task.path("Host").asText(), task.path("Locality").asText()));
          }
        }
        default -> {
          // Nothing of tasks.
        }
      }
    }
  }
}
