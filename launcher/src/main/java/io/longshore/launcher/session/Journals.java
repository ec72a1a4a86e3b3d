package io.longshore.launcher.session;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.option.LongshoreOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The journals of a backup root. Names tell which of them have ended, so that a root with a month's
 * sessions costs a listing, and not a read of every entry.
 */
final class Journals {
  private static final Pattern ENTRY = Pattern.compile("\\d+-.*\\.json");
  private static final Pattern END =
      Pattern.compile("\\d+-" + Journal.SESSION + "\\.(done|rolled_back)\\.json");

  /** A listing meets sessions that are just being deleted. */
  private static final int ATTEMPTS = 5;

  private Journals() {}

  /** What the names of a journal's entries tell. */
  private static final class Story {
    private boolean ended;
    private long lastWritten;
  }

  /** Ids of all sessions that have a journal, oldest first. */
  static List<String> ids(ImageLayout layout, Configuration conf) throws IOException {
    return List.copyOf(stories(layout, conf).keySet());
  }

  /** Those that have begun and not ended, oldest first. */
  static List<Journal> unfinished(ImageLayout layout, Configuration conf) throws IOException {
    List<Journal> journals = new ArrayList<>();
    for (var each : stories(layout, conf).entrySet()) {
      if (!each.getValue().ended) {
        Journal journal = Journal.open(layout, each.getKey(), conf);
        // It may have ended meanwhile.
        if (!journal.isEmpty() && !journal.isFinished()) {
          journals.add(journal);
        }
      }
    }
    return journals;
  }

  /** Deletes those of sessions that ended longer ago than they are kept. */
  static void prune(ImageLayout layout, Configuration conf) throws IOException {
    long oldest = Instant.now().minus(LongshoreOptions.JOURNAL_KEEP.read(conf)).toEpochMilli();
    FileSystem fs = TargetStore.rawFileSystem(layout.root(), conf);
    for (var each : stories(layout, conf).entrySet()) {
      if (each.getValue().ended && each.getValue().lastWritten < oldest) {
        fs.delete(layout.session(each.getKey()), true);
      }
    }
  }

  private static TreeMap<String, Story> stories(ImageLayout layout, Configuration conf)
      throws IOException {
    FileSystem fs = TargetStore.rawFileSystem(layout.root(), conf);
    for (int attempt = 1; ; attempt++) {
      try {
        return read(fs, layout.sessions());
      } catch (FileNotFoundException e) {
        if (!fs.exists(layout.sessions())) {
          return new TreeMap<>();
        }
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static TreeMap<String, Story> read(FileSystem fs, Path sessions) throws IOException {
    TreeMap<String, Story> stories = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(sessions, true);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      String name = file.getPath().getName();
      String session = file.getPath().getParent().getName();
      if (ENTRY.matcher(name).matches() && !session.startsWith(".")) {
        Story story = stories.computeIfAbsent(session, id -> new Story());
        story.ended |= END.matcher(name).matches();
        story.lastWritten = Math.max(story.lastWritten, file.getModificationTime());
      }
    }
    return stories;
  }
}
