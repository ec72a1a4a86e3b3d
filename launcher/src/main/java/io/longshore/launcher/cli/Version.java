package io.longshore.launcher.cli;

import org.apache.hadoop.hbase.util.VersionInfo;
import org.apache.spark.package$;
import picocli.CommandLine;

/** What {@code --version} prints. */
final class Version implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    String ours = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "longshore " + (ours == null ? "(built from a checkout)" : ours),
      "HBase " + VersionInfo.getVersion(),
      "Spark " + package$.MODULE$.SPARK_VERSION()
    };
  }
}
