package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.option.DataSize;
import io.longshore.core.option.TypedOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What a reader of store files may ask for. Other options that begin with {@code hbase.} are in the
 * configuration.
 *
 * @param conf the session's, over hbase-site.xml
 * @param root of HBase, or of backups
 * @param mapping how columns are asked for
 * @param raw whether delete markers, and what they delete, are read as well
 * @param versions of a column at most
 * @param startTime the lowest timestamp, as in {@code Scan.setTimeRange}
 * @param endTime the timestamp behind the highest
 * @param skipsDamage whether damaged blocks are passed over
 * @param failFast whether a value that is none of its type ends the query
 * @param splitSize of a task, in bytes; Spark's own if it is not given
 * @param columnar whether values go into Spark's column vectors where they can
 * @param given all options as they were given
 */
record ReadOptions(
    Configuration conf,
    String root,
    MappingOptions mapping,
    boolean raw,
    int versions,
    long startTime,
    long endTime,
    Ttl ttl,
    boolean skipsDamage,
    boolean failFast,
    OptionalLong splitSize,
    boolean columnar,
    Map<String, String> given) {
  static final String ROOTDIR = "rootdir";
  static final String SNAPSHOT = "snapshot";
  static final String ROOT = "root";
  static final String IMAGE = "image";
  static final String TABLE = "table";
  static final String FROM = "from";

  /** Another word for the image, beside {@link #FROM}. */
  static final String TO = "to";

  /** Delta Lake's word, since Spark itself has one for catalogs only. */
  static final String TIMESTAMP_AS_OF = "timestampAsOf";

  static final String RAW = "raw";
  static final String VERSIONS = "versions";
  static final String START_TIME = "startTime";
  static final String END_TIME = "endTime";
  static final String TTL = "ttl";
  static final String ON_DAMAGE = "onDamage";
  static final String MODE = "mode";
  static final String SPLIT_SIZE = "splitSize";
  static final String COLUMNAR = "columnar";

  /** hbase-spark's own words. */
  private static final Map<String, String> OF_HBASE_SPARK =
      Map.of(
          "hbase.spark.query.maxversions", VERSIONS,
          "hbase.spark.query.timerange.start", START_TIME,
          "hbase.spark.query.timerange.end", END_TIME);

  /** What a table's columns depend on. */
  private static final List<String> FIXED =
      List.of(
          ROOTDIR,
          SNAPSHOT,
          ROOT,
          IMAGE,
          TABLE,
          FROM,
          TO,
          TIMESTAMP_AS_OF,
          RAW,
          MappingOptions.COLUMNS,
          MappingOptions.CATALOG,
          MappingOptions.HBASE_MAPPING,
          MappingOptions.HBASE_TABLE);

  private static final String TIMESTAMP = "hbase.spark.query.timestamp";
  private static final String HBASE = "hbase.";

  /** Against which clock the times to live of cells count. */
  enum Ttl {
    /** The moment at which the snapshot was taken. */
    SNAPSHOT,
    /** The moment of the query. */
    NOW,
    /** Nothing expires. */
    OFF
  }

  static ReadOptions of(CaseInsensitiveStringMap options, Configuration session) {
    Configuration conf = HBaseConfiguration.create(session);
    Map<String, String> given = new HashMap<>(options.asCaseSensitiveMap());
    given.forEach(
        (key, value) -> {
          if (key.startsWith(HBASE) && !MappingOptions.isOurs(key)) {
            conf.set(key, value);
          }
        });
    TypedOptions words = new TypedOptions(option -> ours(options, option));
    String root =
        options.getOrDefault(ROOT, options.getOrDefault(ROOTDIR, conf.get(HConstants.HBASE_DIR)));
    if (root == null) {
      throw Errors.invalidArgument(
          "Neither the option rootdir nor hbase.rootdir is set.",
          "Give .option(\"rootdir\", \"hdfs://nameservice/hbase\"), or have hbase-site.xml on the"
              + " classpath.");
    }
    // What changed are markers as well.
    boolean raw = words.flag(RAW, options.containsKey(FROM));
    long start = words.number(START_TIME, 0, 0);
    long end = words.number(END_TIME, Long.MAX_VALUE, 0);
    if (options.containsKey(TIMESTAMP)) {
      start = words.number(TIMESTAMP, 0, 0);
      end = start + 1;
    }
    if (end < start) {
      throw Errors.invalidArgument(
          "startTime " + start + " is behind endTime " + end + ".", "Exchange them.");
    }
    return new ReadOptions(
        conf,
        root,
        MappingOptions.of(options, raw),
        raw,
        (int) Math.min(Integer.MAX_VALUE, words.number(VERSIONS, raw ? Integer.MAX_VALUE : 1, 1)),
        start,
        end,
        words.one(TTL, Ttl.class, Ttl.SNAPSHOT),
        words.one(ON_DAMAGE, OnDamage.class, OnDamage.FAIL) == OnDamage.SKIP,
        words.one(MODE, Mode.class, Mode.PERMISSIVE) == Mode.FAILFAST,
        options.containsKey(SPLIT_SIZE)
            ? OptionalLong.of(Math.max(1, DataSize.parse(options.get(SPLIT_SIZE)).bytes()))
            : OptionalLong.empty(),
        words.flag(COLUMNAR, true),
        Map.copyOf(options));
  }

  /**
   * The same with what one query asks for besides.
   *
   * @throws io.longshore.core.error.LongshoreException if that is other columns, or another table
   */
  ReadOptions with(CaseInsensitiveStringMap more, Configuration session) {
    Map<String, String> all = new HashMap<>(given);
    all.putAll(more);
    if (all.equals(given)) {
      return this;
    }
    for (String fixed : FIXED) {
      String before = given.get(fixed.toLowerCase(Locale.ROOT));
      if (more.containsKey(fixed) && !more.get(fixed).equals(before)) {
        throw Errors.invalidArgument(
            "The option " + fixed + " cannot be given for a table of a catalog.",
            "Read it with spark.read().format(...).");
      }
    }
    return of(new CaseInsensitiveStringMap(all), session);
  }

  /**
   * The root of backups.
   *
   * @throws io.longshore.core.error.LongshoreException if none was given
   */
  ImageLayout backupRoot() {
    if (text(ROOT).isEmpty()) {
      throw Errors.invalidArgument(
          "The option root is not set.",
          "Name the backup root, such as hdfs://nameservice/backups.");
    }
    return ImageLayout.of(root);
  }

  /** What was given for an option, empty if nothing was. */
  String text(String option) {
    return given.getOrDefault(option.toLowerCase(Locale.ROOT), "");
  }

  private enum OnDamage {
    FAIL,
    SKIP
  }

  /** Spark's words for its own text sources. */
  private enum Mode {
    PERMISSIVE,
    FAILFAST
  }

  /** An option's text, under our name or hbase-spark's. */
  private static String ours(CaseInsensitiveStringMap options, String option) {
    String text = options.get(option);
    if (text != null) {
      return text;
    }
    return OF_HBASE_SPARK.entrySet().stream()
        .filter(each -> each.getValue().equals(option))
        .map(each -> options.get(each.getKey()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
