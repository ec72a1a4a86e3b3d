package io.longshore.wal.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.longshore.core.error.Errors;
import io.longshore.core.option.TypedOptions;
import io.longshore.wal.hbase.WalDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What a reader of WALs may ask for. Options that begin with {@code hbase.} are in the
 * configuration.
 *
 * @param conf the session's, over hbase-site.xml
 * @param paths where the WALs are; none for those of the cluster whose root the configuration names
 * @param startAtLatest whether a new stream begins with what is written from now on
 * @param maxFilesPerTrigger from how many WALs a batch of a stream may read
 * @param failOnDataLoss whether a stream fails where a WAL is gone that it has not read to its end
 */
record WalReadOptions(
    Configuration conf,
    List<Path> paths,
    boolean startAtLatest,
    OptionalInt maxFilesPerTrigger,
    boolean failOnDataLoss) {
  static final String ROOTDIR = "rootdir";
  static final String PATH = "path";
  static final String STARTING_OFFSETS = "startingOffsets";
  static final String MAX_FILES_PER_TRIGGER = "maxFilesPerTrigger";
  static final String FAIL_ON_DATA_LOSS = "failOnDataLoss";

  /** Where Spark puts the arguments of {@code load} if there are several, as JSON. */
  private static final String PATHS = "paths";

  /** Commas are in the names of servers' directories too; what follows ours is absolute. */
  private static final Pattern SEPARATOR = Pattern.compile(",(?=\\s*(/|[A-Za-z][\\w+.-]*:))");

  private static final String HBASE = "hbase.";

  /** HBase names the key and the default only in its private classes. */
  private static final String MAX_CLOCK_SKEW = "hbase.master.maxclockskew";

  private static final long DEFAULT_MAX_CLOCK_SKEW = 30_000;

  static WalReadOptions of(CaseInsensitiveStringMap options, Configuration session) {
    Configuration conf = HBaseConfiguration.create(session);
    List<Path> paths = paths(options);
    String root = options.get(ROOTDIR);
    if (root != null) {
      if (!paths.isEmpty()) {
        throw Errors.invalidArgument(
            "Both rootdir and path are given.", "Give the root of HBase, or where the WALs are.");
      }
      conf.set(HConstants.HBASE_DIR, root);
      conf.unset("hbase.wal.dir");
    }
    for (Map.Entry<String, String> option : options.asCaseSensitiveMap().entrySet()) {
      if (option.getKey().startsWith(HBASE)) {
        conf.set(option.getKey(), option.getValue());
      }
    }
    TypedOptions words = new TypedOptions(options::get);
    return new WalReadOptions(
        conf,
        paths,
        words.one(STARTING_OFFSETS, StartingOffsets.class, StartingOffsets.LATEST)
            == StartingOffsets.LATEST,
        maxFilesPerTrigger(words),
        words.flag(FAIL_ON_DATA_LOSS, true));
  }

  /** Which WALs there are. */
  WalDirectory wals() throws IOException {
    return paths.isEmpty() ? new WalDirectory(conf) : WalDirectory.of(conf, paths);
  }

  /** How wrong a server's clock may be, in milliseconds. */
  long maxClockSkew() {
    return conf.getLong(MAX_CLOCK_SKEW, DEFAULT_MAX_CLOCK_SKEW);
  }

  /** Where the WALs are, for people. */
  String place() {
    return paths.isEmpty()
        ? conf.get("hbase.wal.dir", conf.get(HConstants.HBASE_DIR))
        : String.join(",", paths.stream().map(Path::toString).toList());
  }

  private static List<Path> paths(CaseInsensitiveStringMap options) {
    List<Path> paths = new ArrayList<>();
    for (String path : SEPARATOR.split(options.getOrDefault(PATH, ""))) {
      if (!path.isBlank()) {
        paths.add(new Path(path.strip()));
      }
    }
    String several = options.get(PATHS);
    if (several != null) {
      try {
        for (String path : new JsonMapper().readValue(several, String[].class)) {
          paths.add(new Path(path));
        }
      } catch (JsonProcessingException e) {
        throw TypedOptions.invalid(PATHS, several, "Use path.");
      }
    }
    return List.copyOf(paths);
  }

  private static OptionalInt maxFilesPerTrigger(TypedOptions words) {
    long files = words.number(MAX_FILES_PER_TRIGGER, 0, 1);
    return files == 0
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.min(files, Integer.MAX_VALUE));
  }

  /** Where a stream without a checkpoint begins. */
  private enum StartingOffsets {
    EARLIEST,
    LATEST
  }
}
