package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.ImageLayout;
import io.longshore.jobs.sql.SqlRunner;
import io.longshore.jobs.sql.Statements;
import io.longshore.launcher.output.TextTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sql}: Spark SQL over the snapshots of the configured HBase. */
@Command(
    name = "sql",
    description = {
      "Runs Spark SQL. The tables of HBase that have snapshots are there as snapshots.NS.TABLE:",
      "each as its newest snapshot has it, or VERSION AS OF 'SNAPSHOT', or TIMESTAMP AS OF 'TIME'.",
      "With --backup-root the tables of its images are there as backups.NS.TABLE.",
      "Results go to standard output. Without -e and -f statements are read from a prompt, or from",
      "standard input."
    },
    footer = {
      "",
      "Examples:",
      "  longshore sql -e 'SHOW TABLES IN snapshots.default; SELECT count(*) FROM"
          + " snapshots.default.orders'",
      "  longshore sql --backup-root file:///backups -e \"SELECT count(*) FROM"
          + " backups.default.orders VERSION AS OF 'backup_1732150000000'\""
    })
final class SqlCommand implements Callable<Integer>, OnSpark {
  private static final String CATALOG = "spark.sql.catalog.snapshots";

  private static final String BACKUPS = "spark.sql.catalog.backups";

  /** By their names: sources are Spark's to load. */
  private static final String CATALOG_CLASS = "io.longshore.snapshot.source.SnapshotCatalog";

  private static final String BACKUPS_CLASS = "io.longshore.snapshot.source.BackupCatalog";

  @ParentCommand Longshore longshore;

  @ArgGroup private Script script;

  /** Where the statements are. */
  static final class Script {
    @Option(names = "-e", paramLabel = "STATEMENTS", description = "Statements, parted by ;.")
    private String statements;

    @Option(names = "-f", paramLabel = "FILE", description = "A file of statements.")
    private Path file;
  }

  @Option(
      names = "--mappings",
      paramLabel = "DIR",
      description = "A directory of saved mappings, NAMESPACE.TABLE.json or .columns.")
  private String mappings;

  @Option(
      names = "--backup-root",
      paramLabel = "ROOT",
      description = "A backup root, whose images are then the catalog backups.")
  private String backupRoot;

  private SqlRunner.Format format = SqlRunner.Format.table;

  /** Gives the command its own formats in place of those that all commands have. */
  static void withOutput(CommandLine line) {
    OutputOption.replace(
        line,
        SqlRunner.Format.class,
        "FORMAT",
        "Results as a table, as csv or as json, an object a line; a table if not given.",
        false,
        chosen -> ((SqlCommand) line.getCommandSpec().userObject()).format = chosen);
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = longshore.global.configuration();
    try (Workplace workplace = new Workplace(longshore, conf, settings(conf))) {
      SqlRunner.configure(workplace.spark(), conf);
      SqlRunner runner =
          new SqlRunner(workplace.spark(), format, longshore.out(), this::printTable);
      if (script == null && System.console() != null) {
        new SqlPrompt(runner, longshore.out(), this::failed).run();
      } else {
        for (String statement : statements()) {
          runner.run(statement);
        }
      }
    }
    return 0;
  }

  private List<String> statements() throws IOException {
    if (script == null) {
      return Statements.of(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
    }
    if (script.file == null) {
      return Statements.of(script.statements);
    }
    if (!Files.isReadable(script.file)) {
      throw Errors.invalidArgument(
          "Cannot read the file " + script.file + ".", "Check the path after -f.");
    }
    return Statements.of(Files.readString(script.file, StandardCharsets.UTF_8));
  }

  private Map<String, String> settings(Configuration conf) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(CATALOG, CATALOG_CLASS);
    settings.put(CATALOG + ".rootdir", conf.get(HConstants.HBASE_DIR));
    if (backupRoot != null) {
      settings.put(BACKUPS, BACKUPS_CLASS);
      settings.put(BACKUPS + ".root", ImageLayout.of(backupRoot).toString());
    }
    if (mappings != null) {
      List.copyOf(settings.keySet()).stream()
          .filter(Set.of(CATALOG, BACKUPS)::contains)
          .forEach(catalog -> settings.put(catalog + ".mappings", mappings));
    }
    return settings;
  }

  private void printTable(String[] header, List<String[]> rows) {
    TextTable table = new TextTable(header);
    rows.forEach(row -> table.row((Object[]) row));
    table.print(longshore.out());
  }

  /** At the prompt the next statement can be given after a failure. */
  private void failed(Exception failure) {
    LongshoreException known = Errors.find(failure);
    longshore.output().error(known, longshore.global.isVerbose());
  }
}
