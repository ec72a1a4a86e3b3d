package io.longshore.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.QuotaByStorageTypeExceededException;
import org.apache.hadoop.ipc.RemoteException;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  @Test
  void exitStatusesAreThoseOfTheTable() {
    assertThat(Arrays.stream(ExitStatus.values()).map(status -> status.name() + status.code()))
        .containsExactly(
            "OK0",
            "FAILED1",
            "USAGE2",
            "DAMAGED3",
            "NO_BACKUP_ROOT10",
            "SESSION_ACTIVE11",
            "BROKEN_CHAIN12",
            "NOTHING_NEW99",
            "CANCELLED130");
  }

  @Test
  void findsWhatAUserShouldSeeAmongTheCauses() {
    LongshoreException known = Errors.snapshotExpired("s");
    assertThat(Errors.find(new IllegalStateException(new IOException(known)))).isSameAs(known);
  }

  @Test
  void executorsWithoutMemoryAreToldOfWithWhatToDo() {
    String aborted =
        "Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent failure:"
            + " Lost task 0.3 in stage 0.0 (TID 3) (10.0.0.1 executor 3): ExecutorLostFailure"
            + " (executor 3 exited caused by one of the running tasks) Reason: Command exited with"
            + " code 52";
    LongshoreException found = Errors.find(new RuntimeException(aborted));
    assertThat(found.code()).isEqualTo(ErrorCode.EXECUTORS_LOST);
    assertThat(found.getMessage()).contains("ran out of memory");
    assertThat(found.hint()).contains("spark.executor.memory");
    assertThat(Errors.find(new RuntimeException(aborted.replace("52", "1"))).getMessage())
        .isEqualTo("Executors were lost, again and again.");
  }

  @Test
  void anUnknownFailureIsUnexpectedAndKeepsItsReason() {
    LongshoreException found = Errors.find(new RuntimeException(new IOException("disk on fire")));
    assertThat(found.code()).isEqualTo(ErrorCode.UNEXPECTED);
    assertThat(found).hasMessage("disk on fire");
    assertThat(found.hint()).contains("--verbose");
  }

  @Test
  void theReasonIsOneLineAndNeverNull() {
    assertThat(Errors.reason(new IOException("first\nsecond"))).isEqualTo("first");
    assertThat(Errors.reason(new IOException())).isEqualTo("IOException");
    assertThat(Errors.reason(new IOException(" "))).isEqualTo("IOException");
    assertThat(Errors.reason(new RuntimeException(new IOException("why")))).isEqualTo("why");
  }

  @Test
  void knowsAFullDiskAndAUsedUpQuota() {
    assertThat(
            List.of(
                new IOException("No space left on device"),
                new IOException("Disk quota exceeded"),
                new RuntimeException(new IOException("write: No space left on device")),
                new DSQuotaExceededException(1, 2),
                new QuotaByStorageTypeExceededException("used up"),
                new RemoteException(DSQuotaExceededException.class.getName(), "used up")))
        .allMatch(Errors::isOutOfSpace);
    assertThat(Errors.isOutOfSpace(new IOException("Connection reset"))).isFalse();
    assertThat(Errors.isOutOfSpace(new IOException())).isFalse();
  }

  @Test
  void anErrorKeepsCodeAndHintOnItsWayFromAnExecutor() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Errors.copyFailed("a", "b", new IOException("No space left on device")));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      LongshoreException read = (LongshoreException) in.readObject();
      assertThat(read.code()).isEqualTo(ErrorCode.NO_SPACE);
      assertThat(read).hasMessage("No space is left for b.");
      assertThat(read.hint()).contains("run the command again");
    }
  }
}
