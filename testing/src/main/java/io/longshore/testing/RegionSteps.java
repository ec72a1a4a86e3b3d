package io.longshore.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.CompactionState;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.util.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a workload that ask HBase to move cells about without changing them. */
final class RegionSteps {
  private static final Logger LOG = LoggerFactory.getLogger(RegionSteps.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;
  private static final int MAX_REGIONS = 10;

  private final Admin admin;
  private final TableName table;
  private final RandomCells cells;

  RegionSteps(Admin admin, TableName table, RandomCells cells) {
    this.admin = admin;
    this.table = table;
    this.cells = cells;
  }

  void flush() throws IOException {
    admin.flush(table);
  }

  void compact() throws IOException {
    admin.compact(table);
    awaitCompactions();
  }

  void majorCompact() throws IOException {
    admin.majorCompact(table);
    awaitCompactions();
  }

  private void awaitCompactions() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (admin.getCompactionState(table) != CompactionState.NONE) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "Compaction of " + table + " took longer than " + PATIENCE.toSeconds() + " s");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  void split(SplittableRandom random) throws IOException {
    byte[] row = cells.row(random);
    List<RegionInfo> regions = regions();
    if (regions.size() >= MAX_REGIONS) {
      return;
    }
    for (RegionInfo region : regions) {
      if (region.containsRow(row) && !Bytes.equals(region.getStartKey(), row)) {
        await("split of " + region, () -> admin.splitRegionAsync(region.getRegionName(), row));
        return;
      }
    }
  }

  void merge(SplittableRandom random) throws IOException {
    List<RegionInfo> regions = regions();
    if (regions.size() < 2) {
      return;
    }
    int first = random.nextInt(regions.size() - 1);
    byte[][] neighbours = {
      regions.get(first).getEncodedNameAsBytes(), regions.get(first + 1).getEncodedNameAsBytes()
    };
    await(
        "merge of " + regions.get(first) + " with its neighbour",
        () -> admin.mergeRegionsAsync(neighbours, false));
  }

  void move(SplittableRandom random) throws IOException {
    List<RegionInfo> regions = regions();
    RegionInfo region = regions.get(random.nextInt(regions.size()));
    List<ServerName> servers = new ArrayList<>(admin.getRegionServers());
    if (servers.size() < 2) {
      return;
    }
    servers.sort(Comparator.naturalOrder());
    admin.move(region.getEncodedNameAsBytes(), servers.get(random.nextInt(servers.size())));
  }

  private List<RegionInfo> regions() throws IOException {
    List<RegionInfo> regions = new ArrayList<>(admin.getRegions(table));
    regions.sort(RegionInfo.COMPARATOR);
    return regions;
  }

  /** A refusal is no failure: a region just split cannot be split or merged until compacted. */
  private static void await(String change, Request request) throws IOException {
    try {
      request.send().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (DoNotRetryIOException e) {
      LOG.debug("HBase refused the {}", change, e);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof DoNotRetryIOException)) {
        throw new IOException("Failed " + change, e.getCause());
      }
      LOG.debug("HBase refused the {}", change, e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(change + " took longer than " + PATIENCE.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted = new InterruptedIOException("Interrupted while waiting");
    interrupted.initCause(cause);
    return interrupted;
  }

  @FunctionalInterface
  private interface Request {
    Future<Void> send() throws IOException;
  }
}
