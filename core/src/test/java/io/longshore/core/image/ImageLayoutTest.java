package io.longshore.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.HBackupFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLayoutTest {
  private static final ImageId ID = new ImageId(1732150000000L);

  @ParameterizedTest
  @ValueSource(strings = {"/backups", "backups", "", "backups/daily", "//host/backups"})
  void rejectsARootWithoutScheme(String root) {
    assertThatThrownBy(() -> ImageLayout.of(root))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ROOT_WITHOUT_SCHEME);
              assertThat(e).hasMessage("The backup root \"" + root + "\" names no file system.");
              assertThat(e.hint()).contains("hdfs://", "s3a://", "file:///");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///", "hdfs://host", "hdfs://host/", "s3a://bucket", "file:///."})
  void rejectsTheTopDirectory(String root) {
    assertThatThrownBy(() -> ImageLayout.of(root))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs://host:8020/backups", "file:///with space/b%20c", "s3a://b/x"})
  void liesAsTheStockToolsLayIt(String root) {
    ImageLayout layout = ImageLayout.of(root);
    TableName table = TableName.valueOf("ns", "orders");
    assertThat(layout.table(ID, table))
        .isEqualTo(new Path(HBackupFileSystem.getTableBackupDir(root, ID.toString(), table)));
    assertThat(layout.table(ID, TableName.valueOf("t")))
        .isEqualTo(
            HBackupFileSystem.getTableBackupPath(
                TableName.valueOf("t"), new Path(root), ID.toString()));
    assertThat(layout.manifest(ID)).isEqualTo(new Path(root, ID + "/.backup.manifest"));
  }

  @Test
  void keepsWhatIsOursApart() {
    ImageLayout layout = ImageLayout.of("hdfs://h/b/");
    // The stock tables know a root by the text that was typed.
    assertThat(layout).hasToString("hdfs://h/b/");
    assertThat(layout.inventory(ID))
        .hasToString("hdfs://h/b/backup_1732150000000/longshore-inventory.jsonl");
    assertThat(layout.scratch("s")).hasToString("hdfs://h/b/.tmp/s");
    assertThat(layout.session("s")).hasToString("hdfs://h/b/.longshore/sessions/s");
  }
}
