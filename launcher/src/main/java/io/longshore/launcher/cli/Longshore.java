package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.error.ExitStatus;
import io.longshore.core.error.LongshoreException;
import io.longshore.launcher.output.Output;
import io.longshore.launcher.session.StepObserver;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command itself, which only has others. */
@Command(
    name = "longshore",
    description = "Backs up, restores and reads Apache HBase with Apache Spark.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CreateCommand.class,
      RestoreCommand.class,
      MergeCommand.class,
      DeleteCommand.class,
      ExpireCommand.class,
      VerifyCommand.class,
      HistoryCommand.class,
      DescribeCommand.class,
      ProgressCommand.class,
      SetCommand.class,
      CheckCommand.class,
      CancelCommand.class,
      RepairCommand.class,
      ExportSnapshotCommand.class,
      WalToHFilesCommand.class,
      SqlCommand.class,
      DemoCommand.class,
      CompletionCommand.class
    },
    footer = {
      "",
      "Commands and flags are those of `hbase backup`, `hbase restore` and ExportSnapshot where",
      "these have them. HBASE_CONF_DIR and HADOOP_CONF_DIR name the cluster's configuration.",
      "`longshore demo` shows a backup and a restore on an HBase of its own."
    })
public final class Longshore implements Runnable {
  @Mixin GlobalOptions global;

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  private final StepObserver observer;
  private final PrintStream out;
  private final PrintStream err;

  Longshore(StepObserver observer, PrintStream out, PrintStream err) {
    this.observer = observer;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs a command line in this process.
   *
   * @param observer told where sessions are
   * @param out takes results
   * @param err takes all else
   * @return the exit status
   */
  public static int run(StepObserver observer, PrintStream out, PrintStream err, String... args) {
    CommandLine line = commandLine(observer, out, err);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setParameterExceptionHandler(Longshore::misused);
    line.setExecutionExceptionHandler(Longshore::failed);
    line.setExecutionStrategy(Longshore::execute);
    return line.execute(args);
  }

  /** The commands with all that they take. */
  public static CommandLine commandLine(StepObserver observer, PrintStream out, PrintStream err) {
    CommandLine line = new CommandLine(new Longshore(observer, out, err));
    WalToHFilesCommand.withOutput(line.getSubcommands().get("wal-to-hfiles"));
    SqlCommand.withOutput(line.getSubcommands().get("sql"));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    return line;
  }

  private static int execute(ParseResult parsed) {
    Longshore longshore = (Longshore) parsed.commandSpec().userObject();
    ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    try {
      if (SparkSubmit.takes(longshore.global, command)) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        return help != null ? help : SparkSubmit.run(longshore.global, parsed);
      }
    } catch (IOException | LongshoreException e) {
      throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(), "", e);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  StepObserver observer() {
    return observer;
  }

  private static int misused(ParameterException misuse, String[] args) {
    PrintWriter err = misuse.getCommandLine().getErr();
    err.println("longshore: " + misuse.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(misuse, err)) {
      err.println(
          "  Run `"
              + misuse.getCommandLine().getCommandSpec().qualifiedName()
              + " --help` to see how it is used.");
    }
    return ExitStatus.USAGE.code();
  }

  private static int failed(Exception failure, CommandLine line, ParseResult result) {
    Longshore longshore = (Longshore) line.getCommandSpec().root().userObject();
    LongshoreException known = Errors.find(failure);
    longshore.output().error(known, longshore.global.isVerbose());
    return known.exitStatus().code();
  }

  Output output() {
    return new Output(out, err, global.format(), global.xcomFile());
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }
}
