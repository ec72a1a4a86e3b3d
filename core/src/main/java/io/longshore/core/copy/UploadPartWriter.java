package io.longshore.core.copy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.fs.BBPartHandle;
import org.apache.hadoop.fs.BBUploadHandle;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.PartHandle;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UploadHandle;

/**
 * Parts on an object store, through Hadoop's {@link MultipartUploader}: nothing is visible before
 * the upload is completed, and an abort leaves nothing to pay for.
 */
final class UploadPartWriter implements PartWriter {
  private static final HexFormat HEX = HexFormat.of();

  private final FileSystem fs;

  UploadPartWriter(FileSystem fs) {
    this.fs = fs;
  }

  /** S3 takes no part of less than 5 MiB but the last, and a file is cut evenly: into halves. */
  @Override
  public long leastPartSize() {
    return 10 << 20;
  }

  @Override
  public PendingFile begin(String target, long length) throws IOException {
    try (MultipartUploader uploader = uploader(target)) {
      UploadHandle upload = await(uploader.startUpload(new Path(target)));
      return new PendingFile(target, length, HEX.formatHex(upload.toByteArray()));
    }
  }

  @Override
  public boolean isThere(PendingFile file) {
    return true;
  }

  @Override
  public String write(PendingFile file, FilePart part, ReadableByteChannel bytes)
      throws IOException {
    // Held in memory so that the store's client can send it again after a lost connection.
    byte[] content = Channels.newInputStream(bytes).readNBytes(Math.toIntExact(part.length()));
    try (MultipartUploader uploader = uploader(file.target())) {
      PartHandle written =
          await(
              uploader.putPart(
                  handle(file),
                  part.number() + 1,
                  new Path(file.target()),
                  new ByteArrayInputStream(content),
                  content.length));
      return HEX.formatHex(written.toByteArray());
    }
  }

  @Override
  public Optional<PartPlace> place(PendingFile file, FilePart part, String receipt) {
    return Optional.empty();
  }

  @Override
  public void commit(PendingFile file, List<WrittenPart> parts) throws IOException {
    Map<Integer, PartHandle> handles = new TreeMap<>();
    for (WrittenPart part : parts) {
      handles.put(
          part.part().number() + 1,
          BBPartHandle.from(ByteBuffer.wrap(HEX.parseHex(part.receipt()))));
    }
    try (MultipartUploader uploader = uploader(file.target())) {
      await(uploader.complete(handle(file), new Path(file.target()), handles));
    }
  }

  @Override
  public void abort(PendingFile file) throws IOException {
    try (MultipartUploader uploader = uploader(file.target())) {
      await(uploader.abort(handle(file), new Path(file.target())));
    }
  }

  private MultipartUploader uploader(String target) throws IOException {
    return fs.createMultipartUploader(new Path(target).getParent()).build();
  }

  private static UploadHandle handle(PendingFile file) {
    return BBUploadHandle.from(ByteBuffer.wrap(HEX.parseHex(file.handle())));
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof UncheckedIOException io) {
        throw io.getCause();
      }
      throw new IOException(e.getCause());
    }
  }
}
