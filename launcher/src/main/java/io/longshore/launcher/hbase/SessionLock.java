package io.longshore.launcher.hbase;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.core.error.Errors;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.RowMutations;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The stock lock of the backup system: row {@code activesession:}, column {@code session:c}, {@code
 * yes} or {@code no}. Beside it in the same row, where stock does not look, stands who holds it and
 * when that process was last heard of; {@code owner} is written in one mutation with {@code c}, so
 * a lock that stock took later is told by its later timestamp.
 */
public final class SessionLock {
  private static final byte[] ROW = Bytes.toBytes("activesession:");
  private static final byte[] FAMILY = Bytes.toBytes("session");
  private static final byte[] STATE = Bytes.toBytes("c");
  private static final byte[] OWNER = Bytes.toBytes("longshore-owner");
  private static final byte[] BEAT = Bytes.toBytes("longshore-beat");
  private static final byte[] CANCEL = Bytes.toBytes("longshore-cancel");
  private static final byte[] YES = Bytes.toBytes("yes");
  private static final byte[] NO = Bytes.toBytes("no");
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Connection connection;
  private final TableName table;

  public SessionLock(Connection connection, TableName backupSystem) {
    this.connection = connection;
    this.table = backupSystem;
  }

  /**
   * Who holds the lock.
   *
   * @param session its id
   * @param root the backup root its journal is in
   */
  public record Owner(String session, String root, ProcessIdentity process) {}

  /**
   * The lock as it stands.
   *
   * @param held by anybody
   * @param owner empty where it is free, or stock holds it
   * @param beat when the owner was last heard of, in milliseconds of the region server's clock
   * @param progress what the owner last said of its progress, as JSON; may be empty
   * @param cancel whether somebody asked the owner to stop
   */
  public record Status(
      boolean held, Optional<Owner> owner, long beat, String progress, boolean cancel) {}

  /** Takes the lock if it is free. */
  public boolean acquire(Owner owner) throws IOException {
    Put put = take(owner);
    try (Table system = connection.getTable(table)) {
      return system
              .checkAndMutate(CheckAndMutate.newBuilder(ROW).ifNotExists(FAMILY, STATE).build(put))
              .isSuccess()
          || system
              .checkAndMutate(CheckAndMutate.newBuilder(ROW).ifEquals(FAMILY, STATE, NO).build(put))
              .isSuccess();
    }
  }

  /** Takes the lock over from an owner that is dead; fails if it is somebody else's by now. */
  public boolean takeOver(Owner from, Owner to) throws IOException {
    try (Table system = connection.getTable(table)) {
      return system
          .checkAndMutate(
              CheckAndMutate.newBuilder(ROW).ifEquals(FAMILY, OWNER, bytes(from)).build(take(to)))
          .isSuccess();
    }
  }

  /** Says that the owner lives; false if it holds the lock no longer. */
  public boolean beat(Owner owner, String progress) throws IOException {
    Put put = new Put(ROW).addColumn(FAMILY, BEAT, Bytes.toBytes(progress));
    try (Table system = connection.getTable(table)) {
      return system
          .checkAndMutate(
              CheckAndMutate.newBuilder(ROW).ifEquals(FAMILY, OWNER, bytes(owner)).build(put))
          .isSuccess();
    }
  }

  /** Gives the lock back; does nothing if the owner does not hold it. */
  public void release(Owner owner) throws IOException {
    RowMutations free = RowMutations.of(List.of(no(), forget()));
    try (Table system = connection.getTable(table)) {
      system.checkAndMutate(
          CheckAndMutate.newBuilder(ROW).ifEquals(FAMILY, OWNER, bytes(owner)).build(free));
    }
  }

  /** Frees a lock that stock holds. Only for a session known to be dead. */
  public void releaseStock() throws IOException {
    try (Table system = connection.getTable(table)) {
      system.mutateRow(RowMutations.of(List.of(no(), forget())));
    }
  }

  /** Asks the owner to stop. */
  public boolean requestCancel(Owner owner) throws IOException {
    Put put = new Put(ROW).addColumn(FAMILY, CANCEL, Bytes.toBytes(owner.session()));
    try (Table system = connection.getTable(table)) {
      return system
          .checkAndMutate(
              CheckAndMutate.newBuilder(ROW).ifEquals(FAMILY, OWNER, bytes(owner)).build(put))
          .isSuccess();
    }
  }

  public Status status() throws IOException {
    Result row;
    try (Table system = connection.getTable(table)) {
      row = system.get(new Get(ROW).addFamily(FAMILY));
    }
    Cell state = row.getColumnLatestCell(FAMILY, STATE);
    boolean held = state != null && CellUtil.matchingValue(state, YES);
    Cell owner = row.getColumnLatestCell(FAMILY, OWNER);
    if (!held || owner == null || owner.getTimestamp() < state.getTimestamp()) {
      return new Status(held, Optional.empty(), 0, "", false);
    }
    Owner who = JSON.readValue(CellUtil.cloneValue(owner), Owner.class);
    Cell beat = row.getColumnLatestCell(FAMILY, BEAT);
    byte[] cancel = row.getValue(FAMILY, CANCEL);
    return new Status(
        true,
        Optional.of(who),
        beat == null ? owner.getTimestamp() : beat.getTimestamp(),
        beat == null ? "" : Bytes.toString(CellUtil.cloneValue(beat)),
        cancel != null && Bytes.toString(cancel).equals(who.session()));
  }

  /**
   * @throws io.longshore.core.error.LongshoreException if the owner holds the lock no longer
   */
  public void requireHeld(Owner owner) throws IOException {
    Status now = status();
    if (!now.owner().equals(Optional.of(owner))) {
      throw Errors.sessionLost(
          owner.session(),
          now.owner()
              .map(other -> "the lock is held by " + other.process())
              .orElse("its lock was released by somebody else"));
    }
  }

  private static Put take(Owner owner) {
    return new Put(ROW)
        .addColumn(FAMILY, STATE, YES)
        .addColumn(FAMILY, OWNER, bytes(owner))
        .addColumn(FAMILY, BEAT, new byte[0]);
  }

  private static Put no() {
    return new Put(ROW).addColumn(FAMILY, STATE, NO);
  }

  private static Delete forget() {
    return new Delete(ROW)
        .addColumns(FAMILY, OWNER)
        .addColumns(FAMILY, BEAT)
        .addColumns(FAMILY, CANCEL);
  }

  private static byte[] bytes(Owner owner) {
    try {
      return JSON.writeValueAsBytes(owner);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
