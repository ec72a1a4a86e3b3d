package io.longshore.wal.hbase;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.wal.AbstractFSWALProvider;
import org.apache.hadoop.hbase.wal.WAL;

/**
 * One write-ahead log.
 *
 * @param path where it lay when it was listed
 * @param server {@code host:port} of the region server that wrote it
 * @param number the time in its name in milliseconds, which a server's WALs count up
 * @param length in bytes, as far as the file system knew then
 * @param archived whether it lay in oldWALs
 */
public record WalFile(Path path, String server, long number, long length, boolean archived) {
  private static final Pattern SERVER = Pattern.compile("(([^,]+),(\\d+),\\d+)\\.");

  /** The WAL that a listed file is; empty for meta's WALs, the master's, and strangers. */
  static Optional<WalFile> of(FileStatus file, boolean archived) {
    String name = file.getPath().getName();
    if (AbstractFSWALProvider.isMetaFile(name)
        || !AbstractFSWALProvider.validateWALFilename(name)) {
      return Optional.empty();
    }
    return server(name)
        .map(
            server ->
                new WalFile(
                    file.getPath(),
                    server.group(2) + ":" + server.group(3),
                    WAL.getTimestamp(name),
                    file.getLen(),
                    archived));
  }

  /**
   * Whether a WAL is not after a server's boundary.
   *
   * @param name of the WAL
   * @param boundaries {@code host:port} to the highest number
   * @return false where its server has none
   */
  public static boolean isBefore(String name, Map<String, Long> boundaries) {
    return server(name)
        .map(server -> boundaries.get(server.group(2) + ":" + server.group(3)))
        .filter(boundary -> WAL.getTimestamp(name) <= boundary)
        .isPresent();
  }

  /** Its name, which it keeps wherever it is moved. */
  public String name() {
    return path.getName();
  }

  /** What it shares with the WALs that the same server wrote before and after it. */
  public String series() {
    return series(name());
  }

  /**
   * What the names of consecutive WALs share: {@code host%2Cport%2Cstartcode[.group]}.
   *
   * @param name of a WAL
   */
  public static String series(String name) {
    return AbstractFSWALProvider.getWALPrefixFromWALName(name);
  }

  /**
   * The time in a WAL's name, in milliseconds.
   *
   * @param name of a WAL
   */
  public static long number(String name) {
    return WAL.getTimestamp(name);
  }

  /** The life of the server that wrote it, {@code host,port,startcode}. */
  public String instance() {
    return server(path.getName()).orElseThrow().group(1);
  }

  /** The life of the server that wrote a WAL of that name; empty for other names. */
  static Optional<ServerName> writer(String name) {
    return server(name).map(server -> ServerName.valueOf(server.group(1)));
  }

  /**
   * The server in the name of a WAL, {@code host%2Cport%2Cstartcode[.group].number}; empty for
   * other names.
   *
   * @return with the groups {@code host,port,startcode}, {@code host}, {@code port}
   */
  static Optional<MatchResult> server(String name) {
    String decoded;
    try {
      decoded = URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A percent sign that encodes nothing.
      return Optional.empty();
    }
    Matcher server = SERVER.matcher(decoded);
    return server.lookingAt() ? Optional.of(server) : Optional.empty();
  }
}
