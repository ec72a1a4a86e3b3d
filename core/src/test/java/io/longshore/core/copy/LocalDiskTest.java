package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {
  private final Configuration conf = new Configuration();
  @TempDir private java.nio.file.Path directory;

  @Test
  void saysOfAFileWhatHadoopSays() throws IOException {
    FileSystem disk = LocalDisk.with(conf);
    FileSystem hadoops = FileSystem.getLocal(conf).getRawFileSystem();
    Files.write(directory.resolve("file with a space"), new byte[7]);
    Files.createDirectory(directory.resolve("inner"));
    Path root = new Path(directory.toUri());
    disk.setPermission(new Path(root, "file with a space"), new FsPermission((short) 0640));
    FileStatus[] found = disk.listStatus(root);
    assertThat(found).hasSize(2);
    for (FileStatus each : found) {
      FileStatus other = hadoops.getFileStatus(each.getPath());
      assertThat(each.getPath()).isEqualTo(other.getPath());
      assertThat(each.isDirectory()).isEqualTo(other.isDirectory());
      assertThat(each.getModificationTime()).isEqualTo(other.getModificationTime());
      assertThat(each.getPermission()).isEqualTo(other.getPermission());
      assertThat(each.getOwner()).isEqualTo(other.getOwner());
      assertThat(each.getGroup()).isEqualTo(other.getGroup());
      assertThat(each.isDirectory() || each.getLen() == other.getLen()).isTrue();
    }
    assertThat(disk.listFiles(root, true).next().getPermission().toShort()).isEqualTo((short) 0640);
  }

  @Test
  void aFileThatIsNotThereIsNotFound() throws IOException {
    FileSystem disk = LocalDisk.with(conf);
    Path missing = new Path(directory.toUri().toString(), "missing");
    assertThatThrownBy(() -> disk.getFileStatus(missing)).isInstanceOf(FileNotFoundException.class);
    assertThat(disk.exists(missing)).isFalse();
    Files.write(directory.resolve("file"), new byte[1]);
    assertThat(disk.exists(new Path(directory.toUri().toString(), "file/below"))).isFalse();
  }
}
