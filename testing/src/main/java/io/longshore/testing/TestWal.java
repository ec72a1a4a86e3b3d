package io.longshore.testing;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.FSHLogProvider;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hbase.wal.WALKeyImpl;
import org.apache.hadoop.hbase.wal.WALProvider;

/** A WAL that is written entry by entry, by HBase's own writer but without a server. */
public final class TestWal implements Closeable {
  private final WALProvider.Writer writer;

  private TestWal(WALProvider.Writer writer) {
    this.writer = writer;
  }

  /**
   * Begins a WAL, compressed or encrypted as the configuration says.
   *
   * @param file in whose place nothing is kept
   */
  public static TestWal create(Configuration conf, java.nio.file.Path file) throws IOException {
    Configuration server = ForklessFileSystem.forServers(conf);
    server.setBoolean("hbase.unsafe.stream.capability.enforce", false);
    return create(server, new Path(file.toUri()));
  }

  /**
   * Begins a WAL that stays as it is when nobody closes it: its writer shares no file system with
   * anybody, as that of a process that was killed.
   *
   * @param file on HDFS, in whose place nothing is kept
   */
  public static TestWal createAlone(Configuration conf, Path file) throws IOException {
    Configuration alone = new Configuration(conf);
    alone.setBoolean("fs.hdfs.impl.disable.cache", true);
    return create(alone, file);
  }

  private static TestWal create(Configuration conf, Path path) throws IOException {
    return new TestWal(FSHLogProvider.createWriter(conf, path.getFileSystem(conf), path, true));
  }

  /**
   * Appends an entry.
   *
   * @param region its encoded name
   * @param writeTime in milliseconds
   * @param cells in the order of the client's batch
   */
  public void append(
      TableName table, String region, long sequence, long writeTime, List<? extends Cell> cells)
      throws IOException {
    WALEdit edit = new WALEdit();
    cells.forEach(edit::add);
    append(table, region, sequence, writeTime, edit);
  }

  /** Appends an entry, perhaps one of HBase's markers. */
  public void append(TableName table, String region, long sequence, long writeTime, WALEdit edit)
      throws IOException {
    WALKeyImpl key =
        new WALKeyImpl(
            Bytes.toBytes(region), table, sequence, writeTime, HConstants.DEFAULT_CLUSTER_ID);
    writer.append(new WAL.Entry(key, edit));
  }

  /** Lets readers see what was appended; the file stays open. */
  public void sync() throws IOException {
    writer.sync(false);
  }

  /** Ends it as a server does that rolls it: with a trailer. */
  @Override
  public void close() throws IOException {
    writer.close();
  }
}
