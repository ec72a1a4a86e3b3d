package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * The command reference, the manual pages and the completion of shells are made from the commands
 * and kept in the repository. {@code -Dmanual.write} writes them anew.
 */
class ManualTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path MANUAL = REPOSITORY.resolve("launcher/src/main/manual");
  private static final boolean WRITE = System.getProperty("manual.write") != null;

  @TempDir private Path directory;

  @Test
  void theReferenceIsWhatTheCommandsSay() throws IOException {
    StringBuilder page =
        new StringBuilder(
            "# Command reference\n\nWhat `--help` says of each command. [commands.md](commands.md)"
                + " explains them.\n");
    page.append(help("longshore", commands()));
    new TreeMap<>(commands().getSubcommands())
        .forEach((name, command) -> page.append(help("longshore " + name, command)));
    compare(REPOSITORY.resolve("docs/reference.md"), page.toString());
  }

  @Test
  void shellsCompleteWhatTheCommandsTake() throws IOException {
    compare(MANUAL.resolve("completions/longshore"), AutoComplete.bash("longshore", commands()));
  }

  @Test
  void theManualPagesAreWhatTheCommandsSay() throws IOException {
    File sources = directory.toFile();
    CommandLine.Model.CommandSpec commands = commands().getCommandSpec();
    // The version is known only to a jar.
    commands.versionProvider(() -> new String[] {"longshore"});
    ManPageGenerator.generateManPage(sources, null, new boolean[0], true, commands);
    Path pages = Files.createDirectories(directory.resolve("pages"));
    try (Asciidoctor asciidoctor = Asciidoctor.Factory.create()) {
      asciidoctor.convertDirectory(
          () -> List.of(sources.listFiles((parent, name) -> name.endsWith(".adoc"))).iterator(),
          Options.builder()
              .backend("manpage")
              .toDir(pages.toFile())
              .safe(SafeMode.UNSAFE)
              .attributes(
                  Attributes.builder()
                      .attribute("docdate", "2026-11-22")
                      .attribute("reproducible", "")
                      .build())
              .build());
    }
    Map<String, String> made = new TreeMap<>();
    for (File page : pages.toFile().listFiles()) {
      made.put(page.getName(), Files.readString(page.toPath()));
    }
    assertThat(made).containsKeys("longshore.1", "longshore-create.1");
    for (Map.Entry<String, String> page : made.entrySet()) {
      compare(MANUAL.resolve("man1").resolve(page.getKey()), page.getValue());
    }
    assertThat(MANUAL.resolve("man1").toFile().list())
        .containsExactlyInAnyOrder(made.keySet().toArray(String[]::new));
  }

  private static CommandLine commands() {
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    return Longshore.commandLine(StepObserver.NONE, nowhere, nowhere);
  }

  private static String help(String name, CommandLine command) {
    return "\n## "
        + name
        + "\n\n```text\n"
        + command
            .getUsageMessage(CommandLine.Help.Ansi.OFF)
            .stripTrailing()
            .replaceAll(" +\n", "\n")
        + "\n```\n";
  }

  private static void compare(Path file, String wanted) throws IOException {
    if (WRITE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, wanted);
    }
    assertThat(file).exists();
    assertThat(Files.readString(file))
        .as("%s: write it with mvn -pl docs -am test -Dtest=ManualTest -Dmanual.write", file)
        .isEqualTo(wanted);
  }
}
