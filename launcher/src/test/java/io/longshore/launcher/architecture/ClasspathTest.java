package io.longshore.launcher.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One of each: the launcher's class path holds every module's, and Spark's and HBase's beside. */
class ClasspathTest {
  private static final Pattern JAR = Pattern.compile("(.+)-(\\d+\\.[^/]*?)\\.jar");

  private final Map<String, Set<String>> versions = versions();

  @Test
  void slf4jHasOneVersionAndOneBackEnd() {
    assertThat(versions.get("slf4j-api")).hasSize(1);
    List<String> backEnds =
        versions.keySet().stream()
            .filter(
                name ->
                    name.matches(
                        "slf4j-(simple|reload4j|log4j12|nop|jdk14)|logback-classic"
                            + "|log4j-slf4j2?-impl"))
            .toList();
    assertThat(backEnds).containsExactly("log4j-slf4j2-impl");
    assertThat(versions).doesNotContainKeys("reload4j", "log4j");
  }

  @Test
  void jacksonHasOneVersion() {
    assertThat(versionsOf("jackson-(core|databind|annotations|module-.*|datatype-.*)")).hasSize(1);
  }

  @Test
  void nettyHasOneVersion() {
    assertThat(versionsOf("netty-(?!tcnative).*")).hasSize(1);
  }

  @Test
  void hadoopIsTheUnshadedOneOnly() {
    assertThat(versions).doesNotContainKeys("hadoop-client-api", "hadoop-client-runtime");
    assertThat(versionsOf("hadoop-(common|hdfs|hdfs-client|auth|mapreduce-client-core)"))
        .hasSize(1);
  }

  @Test
  void noJarIsThereInTwoVersions() {
    assertThat(versions.entrySet().stream().filter(jar -> jar.getValue().size() > 1))
        // Of two groups each: com.sun.jersey and org.glassfish.jersey, jline and org.jline.
        .filteredOn(jar -> !jar.getKey().matches("jline|jersey-(client|server|core|servlet)"))
        .isEmpty();
  }

  private Set<String> versionsOf(String name) {
    Set<String> found = new TreeSet<>();
    versions.forEach(
        (jar, all) -> {
          if (jar.matches(name)) {
            found.addAll(all);
          }
        });
    return found;
  }

  private static Map<String, Set<String>> versions() {
    Map<String, Set<String>> versions = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Matcher jar = JAR.matcher(new File(entry).getName());
      if (jar.matches()) {
        // Netty's native jars name their platform behind the version.
        String version =
            jar.group(2).replaceFirst("-(linux|osx|windows)-.*$", "").replaceFirst("-tests$", "");
        versions.computeIfAbsent(jar.group(1), name -> new TreeSet<>()).add(version);
      }
    }
    return versions;
  }
}
