package io.longshore.core.copy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
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
 *
 * <p>Stores limit what one connection carries, so a part is sent in pieces, each a part to the
 * store and on a connection of its own. Hadoop's output stream does so too, with four of them
 * ({@code fs.s3a.fast.upload.active.blocks}), and has no pause between them: here there is one
 * after each part.
 */
final class UploadPartWriter implements PartWriter {
  private static final HexFormat HEX = HexFormat.of();
  private static final String BETWEEN = ",";

  /** Connections of a part at most. */
  private static final int PIECES = 8;

  /** What S3 demands of every part but the last, in bytes, and how many of them it takes. */
  private static final int LEAST_PIECE = 5 << 20;

  private static final int MOST_PIECES = 10_000;

  /** A file is cut into fewer pieces rather than into longer parts, which would fill memory. */
  private static final long COMMON_PART = 128 << 20;

  private final FileSystem fs;

  UploadPartWriter(FileSystem fs) {
    this.fs = fs;
  }

  /** A file is cut evenly, in the worst case into halves. */
  @Override
  public long leastPartSize(long length) {
    return Math.max(2 * LEAST_PIECE, length / (MOST_PIECES / pieces(length)) + 1);
  }

  /** How many of the store's parts a part of a file has at most; by its length alone. */
  static int pieces(long length) {
    int pieces = PIECES;
    while (pieces > 1 && length / (MOST_PIECES / pieces) >= COMMON_PART) {
      pieces /= 2;
    }
    return pieces;
  }

  private static int firstPiece(PendingFile file, FilePart part) {
    return part.number() * pieces(file.length()) + 1;
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
    InputStream in = Channels.newInputStream(bytes);
    int count = (int) Math.max(1, Math.min(pieces(file.length()), part.length() / LEAST_PIECE));
    List<CompletableFuture<PartHandle>> sent = new ArrayList<>(count);
    try (MultipartUploader uploader = uploader(file.target())) {
      try {
        for (int i = 0; i < count; i++) {
          long end = part.length() * (i + 1) / count;
          byte[] piece = in.readNBytes(Math.toIntExact(end - part.length() * i / count));
          sent.add(
              uploader.putPart(
                  handle(file),
                  firstPiece(file, part) + i,
                  new Path(file.target()),
                  new ByteArrayInputStream(piece),
                  piece.length));
        }
      } finally {
        // Whatever happens to one, nobody sends any more when this returns.
        awaitEnd(sent);
      }
      List<String> receipts = new ArrayList<>(count);
      for (CompletableFuture<PartHandle> each : sent) {
        receipts.add(HEX.formatHex(await(each).toByteArray()));
      }
      return String.join(BETWEEN, receipts);
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
      int number = firstPiece(file, part.part());
      for (String receipt : part.receipt().split(BETWEEN)) {
        handles.put(number++, BBPartHandle.from(ByteBuffer.wrap(HEX.parseHex(receipt))));
      }
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

  private static void awaitEnd(List<CompletableFuture<PartHandle>> sent) {
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .handle((done, failure) -> null)
        .join();
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
