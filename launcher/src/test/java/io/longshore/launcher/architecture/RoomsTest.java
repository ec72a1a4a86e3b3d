package io.longshore.launcher.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows point downward, and strangers' code has its own rooms. */
@AnalyzeClasses(packages = "io.longshore", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String PRIVATE = "org.apache.yetus.audience.InterfaceAudience$Private";

  @ArchTest
  static final ArchRule arrowsPointDownward =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("launcher")
          .definedBy("io.longshore.launcher..")
          .layer("jobs")
          .definedBy("io.longshore.jobs..")
          .layer("snapshot-reader")
          .definedBy("io.longshore.snapshot..")
          .layer("wal-reader")
          .definedBy("io.longshore.wal..")
          .layer("core")
          .definedBy("io.longshore.core..")
          .whereLayer("launcher")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("jobs")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("snapshot-reader")
          .mayOnlyBeAccessedByLayers("launcher", "jobs")
          .whereLayer("wal-reader")
          .mayOnlyBeAccessedByLayers("launcher", "jobs", "snapshot-reader");

  @ArchTest
  static final ArchRule insideTheLauncherTooArrowsPointDownward =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("io.longshore.launcher.cli..")
          .layer("session")
          .definedBy("io.longshore.launcher.session..")
          .layer("hbase")
          .definedBy("io.longshore.launcher.hbase..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("session")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("hbase")
          .mayOnlyBeAccessedByLayers("cli", "session");

  @ArchTest
  static final ArchRule hbasePrivateClassesAreUsedInTheirRoomsOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("..hbase..", "..hfile..", "..backup..", "..testing..")
          .should()
          .dependOnClassesThat(
              describe("HBase marks @InterfaceAudience.Private", RoomsTest::isPrivateOfHBase))
          .because("a new HBase release then touches a handful of files");

  @ArchTest
  static final ArchRule hbaseBackupIsUsedInOnePackageOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.longshore.core.backup..", "io.longshore.testing..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hadoop.hbase.backup..");

  @ArchTest
  static final ArchRule sparkIsUsedByJobsAndSources =
      noClasses()
          .that(
              describe(
                  "are neither jobs, sources, nor hand their session on",
                  RoomsTest::mayNotUseSpark))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.longshore.(*).(*)..").should().beFreeOfCycles();

  private static boolean mayNotUseSpark(JavaClass type) {
    // The launcher gets its session from jobs and passes it back to them.
    return !type.getPackageName().startsWith("io.longshore.jobs")
        && !type.getPackageName().contains(".source")
        && !type.getPackageName().startsWith("io.longshore.launcher");
  }

  private static boolean isPrivateOfHBase(JavaClass type) {
    return type.getPackageName().startsWith("org.apache.hadoop.hbase")
        && type.getAnnotations().stream()
            .map(JavaAnnotation::getRawType)
            .anyMatch(annotation -> annotation.getName().equals(PRIVATE));
  }
}
