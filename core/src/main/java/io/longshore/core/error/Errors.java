package io.longshore.core.error;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.ipc.RemoteException;

/** Every error a user is told about, in one place: what, why, what next. */
public final class Errors {
  /** HDFS has an exception for each kind of quota. */
  private static final Pattern QUOTA = Pattern.compile("Quota\\w*Exceeded");

  private Errors() {}

  public static LongshoreException invalidArgument(String what, String next) {
    return error(ErrorCode.INVALID_ARGUMENT, what, next);
  }

  public static LongshoreException rootWithoutScheme(String root) {
    return error(
        ErrorCode.ROOT_WITHOUT_SCHEME,
        "The backup root \"" + root + "\" names no file system.",
        "Write it as a URI, such as hdfs://nameservice/backups, s3a://bucket/backups or"
            + " file:///backups.");
  }

  public static LongshoreException rootIsTop(String root) {
    return error(
        ErrorCode.INVALID_ARGUMENT,
        "The top directory " + root + " cannot be a backup root.",
        "Give a directory below it.");
  }

  public static LongshoreException rootNotWritable(String root, Throwable cause) {
    String what = "Cannot write to the backup root " + root + ": ";
    return StoreFault.of(cause)
        .map(
            fault ->
                error(ErrorCode.ROOT_NOT_WRITABLE, what + fault.what() + ".", fault.next(), cause))
        .orElseGet(
            () ->
                error(
                    ErrorCode.ROOT_NOT_WRITABLE,
                    what + reason(cause),
                    "Check that it exists, and that this user may write there.",
                    cause));
  }

  public static LongshoreException noBackupRoot(String root) {
    return error(
        ErrorCode.NO_BACKUP_ROOT,
        "There is no backup root at " + root + ".",
        "Check the path; the first `longshore create full ROOT` makes it.");
  }

  public static LongshoreException imageNotFound(String id, String root) {
    return error(
        ErrorCode.IMAGE_NOT_FOUND,
        "There is no image " + id + " in " + root + ".",
        "Run `longshore history -p " + root + "` to see which there are.");
  }

  public static LongshoreException imageNotFound(String id, String root, String near) {
    return near.isEmpty()
        ? imageNotFound(id, root)
        : error(
            ErrorCode.IMAGE_NOT_FOUND,
            "There is no image " + id + " in " + root + ".",
            "Did you mean " + near + "? `longshore history -p " + root + "` shows them all.");
  }

  public static LongshoreException imageNotKnown(String id) {
    return error(
        ErrorCode.IMAGE_NOT_FOUND,
        "The cluster knows no image " + id + ".",
        "Name its root with -p, or run `longshore history` to see which it knows.");
  }

  public static LongshoreException imageExists(String id, String root) {
    return error(
        ErrorCode.IMAGE_EXISTS,
        "An image " + id + " is already in " + root + ".",
        "Nothing was changed. Run the command again: it takes a new id.");
  }

  public static LongshoreException imageDamaged(String what, String next) {
    return error(ErrorCode.IMAGE_DAMAGED, what, next);
  }

  public static LongshoreException imageDamaged(String what, String next, Throwable cause) {
    return error(ErrorCode.IMAGE_DAMAGED, what, next, cause);
  }

  public static LongshoreException fromTheFuture(String file, int version, int known) {
    return error(
        ErrorCode.MANIFEST_FROM_THE_FUTURE,
        file
            + " has format version "
            + version
            + "; this Longshore knows versions up to "
            + known
            + ".",
        "Use the version of Longshore that wrote it, or a later one.");
  }

  public static LongshoreException brokenChain(String what, String next) {
    return error(ErrorCode.BROKEN_CHAIN, what, next);
  }

  public static LongshoreException imageMissing(
      String id, String neededBy, String table, String root) {
    return error(
        ErrorCode.BROKEN_CHAIN,
        "Image "
            + id
            + " is not in "
            + root
            + ", and "
            + neededBy
            + " needs it for table "
            + table
            + ".",
        "Bring it back, or use an image before it: `longshore history -p " + root + "`.");
  }

  public static LongshoreException imageNeeded(String by, String images) {
    return error(
        ErrorCode.BROKEN_CHAIN,
        "Image " + by + " needs one of " + images + " to be restored.",
        "Delete it as well, with --cascade whatever continues them, or merge it with them first.");
  }

  public static LongshoreException tableNotFound(String table, String near) {
    return error(
        ErrorCode.TABLE_NOT_FOUND,
        "There is no table " + table + ".",
        near.isEmpty()
            ? "Run `list` in the HBase shell to see the tables."
            : "Did you mean " + near + "?");
  }

  public static LongshoreException tableNotInImage(String table, String image, String tables) {
    return error(
        ErrorCode.TABLE_NOT_FOUND,
        "There is no table " + table + " in image " + image + ".",
        "It holds " + tables + ".");
  }

  public static LongshoreException targetWithoutScheme(String target) {
    return error(
        ErrorCode.INVALID_ARGUMENT,
        "\"" + target + "\" names no file system.",
        "Write it as a URI, such as hdfs://nameservice/hbase or file:///hbase.");
  }

  public static LongshoreException tableExists(String table) {
    return error(
        ErrorCode.TABLE_EXISTS,
        "The table " + table + " exists already.",
        "Restore over it with -o, or under another name with -m.");
  }

  public static LongshoreException tableUnusable(String what, String next) {
    return error(ErrorCode.TABLE_UNUSABLE, what, next);
  }

  public static LongshoreException momentNotCovered(
      String table, String moment, List<String> covered) {
    return error(
        ErrorCode.MOMENT_NOT_COVERED,
        "No image has table "
            + table
            + " as it was at "
            + moment
            + "; covered: "
            + (covered.isEmpty() ? "nothing" : String.join(", ", covered))
            + ".",
        "Name a moment within, or an image: `longshore history -p ROOT` lists them.");
  }

  public static LongshoreException momentBehindImages(
      String table, String moment, String why, List<String> covered) {
    return error(
        ErrorCode.MOMENT_NOT_COVERED,
        "The moment "
            + moment
            + " lies behind the newest image of table "
            + table
            + ", and the WALs there are of no use: "
            + why,
        "Covered by images: " + String.join(", ", covered) + ".");
  }

  public static LongshoreException chainWentOn(String table, String image) {
    return error(
        ErrorCode.BROKEN_CHAIN,
        "Image "
            + image
            + " of table "
            + table
            + " was made since this restore was planned: the WALs it needs may be gone.",
        "Begin the restore anew: it now takes that image.");
  }

  public static LongshoreException imageNotDivisible(String image, String moment, String before) {
    return error(
        ErrorCode.MOMENT_NOT_COVERED,
        "The moment "
            + moment
            + " lies within image "
            + image
            + ", which does not tell what was written before it and what after.",
        "Of images of the stock tools, and those merged with them or into a full one, only the"
            + " whole is known. Use "
            + before
            + " or "
            + image
            + ".");
  }

  public static LongshoreException snapshotNotFound(String snapshot, String where) {
    return error(
        ErrorCode.SNAPSHOT_NOT_FOUND,
        "There is no snapshot " + snapshot + " in " + where + ".",
        "Run `list_snapshots` in the HBase shell to see which there are.");
  }

  public static LongshoreException snapshotNotFound(String snapshot, String where, String near) {
    return near.isEmpty()
        ? snapshotNotFound(snapshot, where)
        : error(
            ErrorCode.SNAPSHOT_NOT_FOUND,
            "There is no snapshot " + snapshot + " in " + where + ".",
            "Did you mean " + near + "?");
  }

  /** A statement that Spark does not take. */
  public static LongshoreException statementInvalid(String why, Throwable cause) {
    return error(ErrorCode.STATEMENT_INVALID, why, "", cause);
  }

  public static LongshoreException invalidMapping(String what, String next) {
    return error(ErrorCode.MAPPING_INVALID, what, next);
  }

  public static LongshoreException invalidMapping(String what, String next, Throwable cause) {
    return error(ErrorCode.MAPPING_INVALID, what, next, cause);
  }

  /** A cell, or a row key, that is no value of its column's type. */
  public static LongshoreException malformedValue(
      String table, String row, String column, String type, String bytes) {
    return error(
        ErrorCode.VALUE_MALFORMED,
        "In the table "
            + table
            + ", row "
            + row
            + ", the column "
            + column
            + " holds no "
            + type
            + ": "
            + bytes
            + ".",
        "Give the column its right type and encoding, or read without mode=FAILFAST: such values are"
            + " then null, and counted.");
  }

  public static LongshoreException snapshotExpired(String snapshot) {
    return error(
        ErrorCode.SNAPSHOT_EXPIRED,
        "The time to live of snapshot " + snapshot + " is over; its files may be gone.",
        "Take a new snapshot.");
  }

  public static LongshoreException snapshotExists(String snapshot, String where) {
    return error(
        ErrorCode.SNAPSHOT_EXISTS,
        "A snapshot " + snapshot + " is already in " + where + ".",
        "Use --overwrite to replace it, or --target to give another name.");
  }

  public static LongshoreException sourceFileMissing(List<String> places, Throwable cause) {
    return error(
        ErrorCode.SOURCE_FILE_MISSING,
        "A store file is in none of its places: " + String.join(", ", places) + ".",
        "The snapshot is damaged or was deleted meanwhile. Take a new one.",
        cause);
  }

  /**
   * @param offset of the block that cannot be read, in bytes
   */
  public static LongshoreException storeFileDamaged(String file, long offset, Throwable cause) {
    return error(
        ErrorCode.STORE_FILE_DAMAGED,
        file + " is damaged: the block at byte " + offset + " cannot be read: " + reason(cause),
        "Run `hbase hfile -m -f` on it, or read another snapshot.",
        cause);
  }

  public static LongshoreException snapshotDeleted(String snapshot, Throwable cause) {
    return error(
        ErrorCode.SNAPSHOT_DELETED,
        "Snapshot " + snapshot + " was deleted while it was read; its files are gone.",
        "Take a new snapshot, or read another one.",
        cause);
  }

  public static LongshoreException imageDeleted(String id, Throwable cause) {
    return error(
        ErrorCode.IMAGE_NOT_FOUND,
        "Image " + id + " was deleted or merged while it was read; its files are gone.",
        "Run the query again on an image that is there: `longshore history` shows them.",
        cause);
  }

  public static LongshoreException sourceFileTruncated(String file, long found, long wanted) {
    return error(
        ErrorCode.CHECKSUM_MISMATCH,
        file + " ends after " + found + " bytes; it should have " + wanted + ".",
        "The file is damaged. Run `hbase hfile -m -f` on it, or take a new snapshot.");
  }

  public static LongshoreException checksumMismatch(String file, Object wanted, Object found) {
    return error(
        ErrorCode.CHECKSUM_MISMATCH,
        file + " has checksum " + found + " where " + wanted + " was recorded.",
        "The file is damaged. Run `longshore verify` on its image to see what else is.");
  }

  public static LongshoreException copyFailed(String from, String to, Throwable cause) {
    if (isOutOfSpace(cause)) {
      return noSpaceFor(to, cause);
    }
    return error(
        ErrorCode.COPY_FAILED,
        "Cannot copy " + from + " to " + to + ": " + reason(cause),
        "Nothing was published. When the cause is gone, run the command again; with"
            + " --on-failure keep a failed session can be gone on with by --resume.",
        cause);
  }

  public static LongshoreException noSpaceFor(String file, Throwable cause) {
    return error(
        ErrorCode.NO_SPACE,
        "No space is left for " + file + ".",
        "Nothing was published. Free space or raise the quota, then run the command again.",
        cause);
  }

  public static LongshoreException noSpace(String where, long wanted, long left) {
    return error(
        ErrorCode.NO_SPACE,
        where + " has " + left + " bytes left, and up to " + wanted + " are needed.",
        "Nothing was changed. Free space or raise the quota, then run the command again.");
  }

  public static LongshoreException walMissing(List<String> places, Throwable cause) {
    return error(
        ErrorCode.WAL_MISSING,
        "A WAL is in none of its places: " + String.join(", ", places) + ".",
        "Somebody deleted it, or its server's WALs were not protected. What it held is only in the"
            + " tables: take a full backup.",
        cause);
  }

  /**
   * @param position of the entry that cannot be read, in bytes
   */
  public static LongshoreException walDamaged(String wal, long position, Throwable cause) {
    return error(
        ErrorCode.WAL_DAMAGED,
        wal + " is damaged: the entry at byte " + position + " cannot be read: " + reason(cause),
        "Look at it with `hbase wal`. What it held from there on is only in the tables: take a full"
            + " backup.",
        cause);
  }

  public static LongshoreException walOpen(String wal) {
    return error(
        ErrorCode.WAL_UNREADABLE,
        "The region server still has " + wal + " open, though it rolled its log.",
        "See that server's log, then try again.",
        null);
  }

  public static LongshoreException clockBackwards(String whose) {
    return error(
        ErrorCode.CLOCK_BACKWARDS,
        "The clock " + whose + " is behind the last backup: images and WALs are ordered by it.",
        "Set the clock right. If it was wrong before, take a full backup into a new root.",
        null);
  }

  public static LongshoreException fullNeeded(String table, String why, String root) {
    return error(
        ErrorCode.BROKEN_CHAIN,
        "Table " + table + " needs a new full image: " + why + ".",
        "Run `longshore create full " + root + " -t " + table + "`, or add --full-if-needed.",
        null);
  }

  public static LongshoreException nothingNew(String root) {
    return error(
        ErrorCode.NOTHING_NEW,
        "Nothing was written to the tables since the last image of " + root + ": no image is made.",
        "");
  }

  public static LongshoreException nothingToMerge(String root) {
    return error(
        ErrorCode.NOTHING_NEW,
        "No image continues the newest full image of " + root + ": there is nothing to merge.",
        "");
  }

  public static LongshoreException walUnreadable(String wal, Throwable cause) {
    return error(
        ErrorCode.WAL_UNREADABLE,
        "Cannot read " + wal + ": " + reason(cause),
        "Check that the encryption keys, codecs and compression libraries of the region servers are"
            + " configured here too.",
        cause);
  }

  public static LongshoreException sessionActive(String holder) {
    return error(
        ErrorCode.SESSION_ACTIVE,
        "Another session is at work: " + holder + ".",
        "Wait for it (`longshore progress -p ROOT`), or, if it is dead, run"
            + " `longshore repair -p ROOT`.");
  }

  public static LongshoreException sessionLost(String id, String why) {
    return error(
        ErrorCode.SESSION_LOST,
        "Session " + id + " is no longer ours: " + why + ".",
        "Nothing was published. Run `longshore history` to see what happened, then start again.");
  }

  public static LongshoreException sessionNotFound(String what, String next) {
    return error(ErrorCode.SESSION_NOT_FOUND, what, next);
  }

  public static LongshoreException unknownOutcome(String what, String next, Throwable cause) {
    return error(ErrorCode.UNKNOWN_OUTCOME, what, next, cause);
  }

  public static LongshoreException clusterUnreachable(String quorum, Throwable cause) {
    return error(
        ErrorCode.CLUSTER_UNREACHABLE,
        "Cannot reach HBase at ZooKeeper " + quorum + ": " + reason(cause),
        "Check that it runs, and that HBASE_CONF_DIR names its configuration.",
        cause);
  }

  public static LongshoreException sparkNotInstalled() {
    return error(
        ErrorCode.SPARK_UNUSABLE,
        "A cluster of Spark is reached through an installed Spark, and SPARK_HOME is not set.",
        "Set SPARK_HOME to where Spark 3.5 (Scala 2.12) is installed, or leave out --master and"
            + " --deploy-mode.");
  }

  public static LongshoreException sparkUnusable(String master, Throwable cause) {
    return error(
        ErrorCode.SPARK_UNUSABLE,
        "Spark does not start on " + master + ": " + reason(cause),
        "Check that it runs, the URL after --master, and the queue after -q.",
        cause);
  }

  public static LongshoreException wrongSpark(String spark, String scala) {
    return error(
        ErrorCode.SPARK_UNUSABLE,
        "This is Spark " + spark + " with Scala " + scala + ".",
        "Longshore is built for Spark 3.5 with Scala 2.12: set SPARK_HOME to one.");
  }

  /** Spark's executors end with 52 when their heap is full, and YARN ends containers with 137. */
  private static LongshoreException executorsLost(Throwable cause) {
    boolean full =
        Faults.says(cause, "OutOfMemoryError")
            || Faults.says(cause, "exited with code 52")
            || Faults.says(cause, "exited with code 137")
            || Faults.says(cause, "memory limits");
    return error(
        ErrorCode.EXECUTORS_LOST,
        full
            ? "Executors ran out of memory, again and again."
            : "Executors were lost, again and again.",
        full
            ? "Give them more with -D spark.executor.memory=4g, or fewer tasks at once with"
                + " -D spark.executor.cores=1."
            : "Look at Spark's own log for why, such as `yarn logs` or a worker's directory.",
        cause);
  }

  public static LongshoreException backupNotConfigured(String what) {
    return error(
        ErrorCode.BACKUP_NOT_CONFIGURED,
        what,
        "See docs/quickstart.md for the settings, then run `longshore check`.");
  }

  public static LongshoreException coprocessorUnknown(String table, String coprocessors) {
    return error(
        ErrorCode.COPROCESSOR_UNKNOWN,
        "Table "
            + table
            + " names coprocessors that this cluster may not have: "
            + coprocessors
            + ". A region server without one of them would abort.",
        "Install them, or restore with --drop-coprocessors.");
  }

  public static LongshoreException cancelled(String session) {
    return error(ErrorCode.CANCELLED, "Session " + session + " was cancelled and rolled back.", "");
  }

  public static LongshoreException failed(String what, String next, Throwable cause) {
    return error(ErrorCode.UNEXPECTED, what, next, cause);
  }

  /** Whether a store said that it is full or a quota is used up. */
  public static boolean isOutOfSpace(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (text.contains("No space left on device")
          || text.contains("Disk quota exceeded")
          || QUOTA.matcher(cause.getClass().getName()).find()
          || cause instanceof RemoteException remote
              && QUOTA.matcher(remote.getClassName()).find()) {
        return true;
      }
    }
    return false;
  }

  /** The error a user should see among the causes of a failure. */
  public static LongshoreException find(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LongshoreException known) {
        return known;
      }
    }
    // Of a task: a driver that runs out of memory is no failed stage.
    boolean taskIsFull =
        Faults.says(failure, "OutOfMemoryError") && Faults.says(failure, "due to stage failure");
    if (taskIsFull || Faults.says(failure, "ExecutorLostFailure")) {
      return executorsLost(failure);
    }
    return StoreFault.of(failure)
        .map(
            fault ->
                error(
                    ErrorCode.STORE_UNUSABLE,
                    "The store cannot be used: " + fault.what() + ".",
                    fault.next(),
                    failure))
        .orElseGet(
            () ->
                failed(
                    reason(failure),
                    "Run the command again with --verbose to see where it failed.",
                    failure));
  }

  /** HBase's client lists what each attempt failed with in the lines below the first. */
  private static boolean isListOfAttempts(String message) {
    return message.lines().findFirst().orElse("").endsWith(", exceptions:");
  }

  /** The first line of what a failure says, with its kind where that is all it says. */
  public static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null
        && (deepest.getMessage() == null
            || deepest.getMessage().equals(deepest.getCause().toString())
            || isListOfAttempts(deepest.getMessage())
            || !(deepest instanceof IOException))) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null || message.isBlank()
        ? deepest.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private static LongshoreException error(ErrorCode code, String what, String next) {
    return error(code, what, next, null);
  }

  private static LongshoreException error(
      ErrorCode code, String what, String next, Throwable cause) {
    return new LongshoreException(code, what, next, cause);
  }
}
