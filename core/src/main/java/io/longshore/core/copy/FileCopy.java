package io.longshore.core.copy;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * Copies files: reads, sums, writes under a name of the attempt, reads back, gives the file its
 * name. A file that is there already with the right content is left as it is, so a copy can be
 * repeated at any time. One instance serves one task; it is not safe for several threads.
 */
public final class FileCopy {
  private final Configuration conf;
  private final TargetStore store;
  private final CopySettings settings;
  private final BandwidthBudget budget;
  private final LongConsumer progress;
  private final RetryPolicy<Object> retries;
  private final ByteBuffer buffer;
  private final ByteBuffer sumBuffer;

  /**
   * @param progress told of every byte moved, as it is moved; negative where a failed attempt's
   *     bytes are moved again
   */
  public FileCopy(
      Configuration conf,
      TargetStore store,
      CopySettings settings,
      BandwidthBudget budget,
      LongConsumer progress) {
    this.conf = conf;
    this.store = store;
    this.settings = settings;
    this.budget = budget;
    this.progress = progress;
    this.buffer = store.buffer();
    this.sumBuffer = SourceFile.buffer();
    this.retries =
        RetryPolicy.builder()
            .handle(IOException.class)
            .abortOn(FileCopy::isFinal)
            .withBackoff(settings.backoff(), settings.backoff().multipliedBy(64))
            .withJitter(0.25)
            .withMaxAttempts(settings.attempts())
            .build();
  }

  /**
   * Copies one file.
   *
   * @throws LongshoreException if the source is missing or damaged, or the store is full
   */
  public CopiedFile copy(CopyItem item) throws IOException {
    return retrying(
        item,
        () -> {
          Optional<CopiedFile> there = alreadyThere(item);
          return there.isPresent() ? there.get() : copyOnce(item);
        });
  }

  /** Copies one part of a large file. */
  public WrittenPart copyPart(CopyItem item, PendingFile file, FilePart part) throws IOException {
    PartWriter writer = store.partWriter().orElseThrow();
    return retrying(
        item,
        () -> {
          Meter meter = new Meter();
          try (SourceStream in = new SourceStream(conf, item, part, budget, meter)) {
            String receipt = writer.write(file, part, in);
            if (settings.verify()) {
              requireReadsBack(item, writer.place(file, part, receipt), part, in.checksum());
            }
            return new WrittenPart(part, in.checksum(), receipt);
          } catch (IOException e) {
            meter.takeBack();
            throw e;
          }
        });
  }

  /** Puts a large file together from its parts, in the order of their numbers. */
  public CopiedFile commit(CopyItem item, PendingFile file, List<WrittenPart> parts)
      throws IOException {
    Checksum whole = Checksum.OF_NOTHING;
    for (WrittenPart part : parts) {
      whole = whole.then(part.checksum(), part.part().length());
    }
    requireComplete(item, parts);
    requireExpected(item, whole);
    try {
      store.partWriter().orElseThrow().commit(file, parts);
      giveAttributes(item);
    } catch (IOException e) {
      throw Errors.copyFailed(item.sources().get(0), item.target(), e);
    }
    return new CopiedFile(item.target(), item.length(), whole, item.length());
  }

  private static void requireComplete(CopyItem item, List<WrittenPart> parts) {
    long position = 0;
    for (WrittenPart part : parts) {
      if (part.part().offset() != position) {
        throw new IllegalStateException("no part of " + item.target() + " begins at " + position);
      }
      position += part.part().length();
    }
    if (position != item.length()) {
      throw new IllegalStateException("the parts of " + item.target() + " end at " + position);
    }
  }

  /** The checksum of what a store holds; a file that is too short there is the store's failure. */
  private Checksum readBack(String file, FilePart range) throws IOException {
    CopyItem item = new CopyItem(List.of(file), file, range.offset() + range.length());
    try {
      return checksumOf(item, range);
    } catch (LongshoreException e) {
      throw new IOException("Cannot read back what was written: " + e.getMessage(), e);
    }
  }

  /** The file if it is in its place, or in another that serves, with the right content. */
  private Optional<CopiedFile> alreadyThere(CopyItem item) throws IOException {
    List<String> places = new ArrayList<>(item.elsewhere());
    places.add(item.target());
    FilePart all = new FilePart(0, 0, item.length());
    for (String place : places) {
      if (!store.length(place).equals(Optional.of(item.length()))) {
        continue;
      }
      Checksum there = readBack(place, all);
      Checksum wanted = item.expected().isPresent() ? item.expected().get() : checksumOf(item, all);
      if (there.equals(wanted)) {
        if (place.equals(item.target())) {
          giveAttributes(item);
        }
        return Optional.of(new CopiedFile(item.target(), item.length(), there, 0));
      }
    }
    return Optional.empty();
  }

  private CopiedFile copyOnce(CopyItem item) throws IOException {
    Meter meter = new Meter();
    FilePart all = new FilePart(0, 0, item.length());
    try (SourceStream in = new SourceStream(conf, item, all, budget, meter)) {
      write(item, all, in);
      giveAttributes(item);
      return new CopiedFile(item.target(), item.length(), in.checksum(), item.length());
    } catch (IOException | RuntimeException e) {
      meter.takeBack();
      throw e;
    }
  }

  private void giveAttributes(CopyItem item) throws IOException {
    FileAttributes attributes = settings.attributes();
    Path copy = new Path(item.target());
    attributes.apply(store.fileSystem(), copy);
    if (attributes.kept() && store.fileSystem() instanceof DistributedFileSystem) {
      Optional<FileStatus> source = inHdfs(item.sources());
      if (source.isPresent()) {
        attributes.keep(store.fileSystem(), copy, source.get());
      }
    }
  }

  /** The first of places where there is a file, if that is in HDFS. */
  private Optional<FileStatus> inHdfs(List<String> places) throws IOException {
    for (String place : places) {
      Path path = new Path(place);
      if (path.getFileSystem(conf) instanceof DistributedFileSystem hdfs) {
        try {
          return Optional.of(hdfs.getFileStatus(path));
        } catch (FileNotFoundException e) {
          // HBase moves files to its archive.
        }
      }
    }
    return Optional.empty();
  }

  private void write(CopyItem item, FilePart all, SourceStream in) throws IOException {
    TargetStore.NewFile file = store.create(item.target());
    try {
      if (settings.verify()) {
        file.readBack(sumBuffer);
      }
      pump(in, file);
      requireExpected(item, in.checksum());
      Path written = file.finish();
      if (settings.verify()) {
        Checksum stored =
            file.stored().isPresent() ? file.stored().get() : readBack(written.toString(), all);
        if (!stored.equals(in.checksum())) {
          IOException wrong = readsOtherwise(item, in.checksum(), stored);
          file.discard(wrong);
          throw wrong;
        }
      }
      file.commit();
    } catch (IOException | RuntimeException e) {
      file.abort(e);
      throw e;
    }
  }

  private void pump(SourceStream in, TargetStore.NewFile out) throws IOException {
    while (in.read(buffer.clear()) >= 0) {
      out.write(buffer.flip());
    }
  }

  private void requireReadsBack(
      CopyItem item, Optional<PartWriter.PartPlace> place, FilePart part, Checksum sent)
      throws IOException {
    if (place.isEmpty()) {
      return;
    }
    FilePart range = new FilePart(part.number(), place.get().offset(), part.length());
    Checksum stored = readBack(place.get().file(), range);
    if (!stored.equals(sent)) {
      throw readsOtherwise(item, sent, stored);
    }
  }

  private static IOException readsOtherwise(CopyItem item, Checksum sent, Checksum stored) {
    return new IOException(
        "Wrote checksum " + sent + " to " + item.target() + " but read back " + stored);
  }

  private static void requireExpected(CopyItem item, Checksum found) {
    if (item.expected().isPresent() && !item.expected().get().equals(found)) {
      throw Errors.checksumMismatch(item.sources().get(0), item.expected().get(), found);
    }
  }

  private Checksum checksumOf(CopyItem item, FilePart range) throws IOException {
    return SourceFile.checksum(
        conf, item, range, sumBuffer, BandwidthBudget.UNLIMITED, bytes -> {});
  }

  private <T> T retrying(CopyItem item, CheckedSupplier<T> attempt) throws IOException {
    try {
      return Failsafe.with(retries).get(attempt);
    } catch (FailsafeException e) {
      if (isInterruption(e.getCause())) {
        throw (InterruptedIOException) new InterruptedIOException("cancelled").initCause(e);
      }
      throw Errors.copyFailed(item.sources().get(0), item.target(), e.getCause());
    }
  }

  private static boolean isFinal(Throwable failure) {
    return failure instanceof FileNotFoundException
        || Errors.isOutOfSpace(failure)
        || isInterruption(failure);
  }

  private static boolean isInterruption(Throwable failure) {
    // A timeout is an InterruptedIOException by name only.
    return failure instanceof InterruptedException
        || failure instanceof ClosedByInterruptException
        || failure instanceof InterruptedIOException
            && !(failure instanceof SocketTimeoutException);
  }

  /** Counts an attempt's bytes, to take them back from the progress if it fails. */
  private final class Meter implements LongConsumer {
    private long moved;

    @Override
    public void accept(long bytes) {
      moved += bytes;
      progress.accept(bytes);
    }

    void takeBack() {
      progress.accept(-moved);
      moved = 0;
    }
  }
}
