package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHdfs;
import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Who copies in HDFS is its superuser, or somebody who may read the source. */
class FileAttributesTest {
  private static final Configuration CONF = new Configuration();
  private static final UserGroupInformation BOB = UserGroupInformation.createRemoteUser("bob");
  private static final FileAttributes KEPT = new FileAttributes(null, null, 0, true);
  private static final byte[] CONTENT = {1, 2, 3};

  private static EmbeddedHdfs hdfs;
  private static FileSystem fs;

  private Path directory;
  private CopyItem item;

  @BeforeAll
  static void start(@TempDir java.nio.file.Path disk) throws IOException {
    hdfs = new EmbeddedHdfs(disk, CONF);
    fs = hdfs.fileSystem();
  }

  @AfterAll
  static void stop() throws IOException {
    hdfs.close();
  }

  @BeforeEach
  void writeASource(TestInfo test) throws IOException {
    directory = fs.makeQualified(new Path("/" + test.getTestMethod().orElseThrow().getName()));
    Path source = new Path(directory, "archive/file");
    try (var out = fs.create(source)) {
      out.write(CONTENT);
    }
    fs.setOwner(source, "alice", "analysts");
    fs.setPermission(source, new FsPermission("604"));
    fs.setPermission(directory, new FsPermission("777"));
    item =
        new CopyItem(
            List.of(new Path(directory, "data/file") + "", source + ""),
            new Path(directory, "copies/file") + "",
            CONTENT.length);
  }

  @Test
  void theSuperuserKeepsWhatIsNotSaid() throws IOException {
    assertThat(described(copy(KEPT))).isEqualTo("alice:analysts 604");
    assertThat(described(copy(new FileAttributes("carol", null, 0640, true))))
        .isEqualTo("carol:analysts 640");
  }

  @Test
  void nothingIsKeptWhereThatIsNotAskedFor() throws IOException {
    FileStatus copy = copy(FileAttributes.NONE);
    assertThat(copy.getOwner()).isNotEqualTo("alice");
    assertThat(copy.getPermission()).isEqualTo(FsPermission.getFileDefault().applyUMask(umask()));
  }

  @Test
  void whoMayNotGiveFilesAwayStaysTheirOwner() throws Exception {
    FileStatus copy = BOB.doAs((PrivilegedExceptionAction<FileStatus>) () -> copy(KEPT));
    assertThat(copy.getOwner()).isEqualTo("bob");
    assertThat(copy.getPermission()).isEqualTo(new FsPermission("604"));
  }

  private FileStatus copy(FileAttributes attributes) throws IOException {
    CopySettings settings =
        new CopySettings(4096, 1, Duration.ofMillis(1), true, 1 << 20, attributes);
    TargetStore store = TargetStore.at(new Path(directory, "scratch"), CONF, 4096);
    new FileCopy(CONF, store, settings, BandwidthBudget.UNLIMITED, bytes -> {}).copy(item);
    return fs.getFileStatus(new Path(item.target()));
  }

  private static FsPermission umask() {
    return FsPermission.getUMask(CONF);
  }

  private static String described(FileStatus file) {
    return String.format(
        "%s:%s %o", file.getOwner(), file.getGroup(), file.getPermission().toShort());
  }
}
