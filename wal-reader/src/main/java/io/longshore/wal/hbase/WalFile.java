package io.longshore.wal.hbase;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
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
   * The server in the name of a WAL, {@code host%2Cport%2Cstartcode[.group].number}; empty for
   * other names.
   *
   * @return with the groups {@code host,port,startcode}, {@code host}, {@code port}
   */
  static Optional<MatchResult> server(String name) {
    Matcher server = SERVER.matcher(URLDecoder.decode(name, StandardCharsets.UTF_8));
    return server.lookingAt() ? Optional.of(server) : Optional.empty();
  }
}
