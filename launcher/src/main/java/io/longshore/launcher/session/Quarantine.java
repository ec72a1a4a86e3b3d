package io.longshore.launcher.session;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.image.Moments;
import io.longshore.jobs.sort.WalSummary;
import io.longshore.wal.hbase.WalEntries;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/** Damaged WALs are kept where somebody can look at them, and it is said what is lost. */
public final class Quarantine {
  private final Path directory;
  private final Configuration conf;
  private final Consumer<String> notices;

  public Quarantine(Path directory, Configuration conf, Consumer<String> notices) {
    this.directory = directory;
    this.conf = conf;
    this.notices = notices;
  }

  /** Copies a damaged WAL aside, from wherever it lies now. */
  public void add(WalSummary wal) throws IOException {
    Path aside = new Path(directory, wal.name());
    Path from = WalEntries.find(conf, new Path(wal.path()));
    FileUtil.copy(
        TargetStore.rawFileSystem(from, conf),
        from,
        TargetStore.rawFileSystem(aside, conf),
        aside,
        false,
        true,
        conf);
    StringBuilder lost = new StringBuilder();
    lost.append(wal.name())
        .append(" is damaged at byte ")
        .append(wal.read())
        .append(" of ")
        .append(wal.length())
        .append(": every entry from there on is lost, ")
        .append(wal.length() - wal.read())
        .append(" bytes. A copy is in ")
        .append(aside)
        .append('.');
    for (Moments region : wal.moments()) {
      lost.append(" Of region ")
          .append(region.region())
          .append(" (")
          .append(region.table())
          .append(") sequence ids up to ")
          .append(region.highest())
          .append(" were read.");
    }
    notices.accept(lost.toString());
  }
}
