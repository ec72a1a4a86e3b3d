package io.longshore.launcher;

import io.longshore.core.copy.TargetStore;
import io.longshore.testing.SharedStore;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Every file of an image with the hash of its bytes. */
final class ImageHashes {
  private ImageHashes() {}

  static SortedMap<String, String> of(String root, String image) throws IOException {
    Path directory = new Path(root, image);
    FileSystem fs = TargetStore.rawFileSystem(directory, SharedStore.get().configuration());
    SortedMap<String, String> hashes = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(directory, true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      hashes.put(directory.toUri().relativize(file.toUri()).toString(), hash(fs, file));
    }
    return hashes;
  }

  private static String hash(FileSystem fs, Path file) throws IOException {
    try (InputStream in = fs.open(file)) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
