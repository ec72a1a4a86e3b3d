package io.longshore.core.image;

import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.ManyFiles;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.hbase.StockManifest;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The images of one backup root. An image exists once its manifest does: it is written last. */
public final class ImageStore {
  private final ImageLayout layout;
  private final Configuration conf;
  private final FileSystem fs;

  private ImageStore(ImageLayout layout, Configuration conf) throws IOException {
    this.layout = layout;
    this.conf = conf;
    this.fs = TargetStore.rawFileSystem(layout.root(), conf);
  }

  public static ImageStore at(ImageLayout layout, Configuration conf) throws IOException {
    return new ImageStore(layout, conf);
  }

  public ImageLayout layout() {
    return layout;
  }

  public FileSystem fileSystem() {
    return fs;
  }

  /** Whether the root is there at all. */
  public boolean exists() throws IOException {
    return fs.exists(layout.root());
  }

  /** Ids of all published images, oldest first. */
  public List<ImageId> list() throws IOException {
    if (!exists()) {
      throw Errors.noBackupRoot(layout.toString());
    }
    List<ImageId> ids = directories();
    List<Boolean> published = ManyFiles.map(ids, this::isPublished);
    return IntStream.range(0, ids.size()).filter(published::get).mapToObj(ids::get).toList();
  }

  /** Ids of what is published, or may become so, or was half deleted, oldest first. */
  private List<ImageId> directories() throws IOException {
    List<ImageId> ids = new ArrayList<>();
    for (FileStatus child : fs.listStatus(layout.root())) {
      String name = child.getPath().getName();
      if (child.isDirectory() && ImageId.isImageId(name)) {
        ids.add(ImageId.parse(name));
      }
    }
    ids.sort(null);
    return ids;
  }

  public boolean isPublished(ImageId id) throws IOException {
    return fs.exists(layout.manifest(id));
  }

  /**
   * @throws LongshoreException if one of a chain's images is not there
   */
  public void requireWhole(ImageChain chain) throws IOException {
    for (BackupImage image : chain.images()) {
      if (!isPublished(image.id())) {
        throw Errors.imageMissing(
            image.id().toString(),
            chain.newest().id().toString(),
            chain.table().getNameAsString(),
            layout.toString());
      }
    }
  }

  /** What the image's manifest says. */
  public BackupImage read(ImageId id) throws IOException {
    return StockManifest.decode(manifestBytes(id), layout.manifest(id).toString());
  }

  /**
   * The image's inventory; empty where it has none, or where the stock manifest was rewritten after
   * it: then the inventory speaks of an image that no longer is.
   */
  public Optional<ImageInventory> inventory(ImageId id) throws IOException {
    Checksum manifest = Checksum.of(manifestBytes(id));
    return anyInventory(id).filter(inventory -> inventory.manifest().equals(manifest));
  }

  /** Whichever manifest it speaks of. */
  private Optional<ImageInventory> anyInventory(ImageId id) throws IOException {
    Path file = layout.inventory(id);
    try (InputStream in = fs.open(file)) {
      return Optional.of(InventoryFormat.read(in, file.toString()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Of an image's files, by their URI, as far as its inventory tells them. */
  public Map<String, Checksum> checksums(ImageId id) throws IOException {
    Path image = fileSystem().makeQualified(layout.image(id));
    Map<String, Checksum> checksums = new HashMap<>();
    for (ImageFile file : inventory(id).map(ImageInventory::files).orElse(List.of())) {
      checksums.put(new Path(image, file.path()).toString(), file.checksum());
    }
    return checksums;
  }

  /** Whether an inventory is there, whatever it says. */
  public boolean hasInventory(ImageId id) throws IOException {
    return fs.exists(layout.inventory(id));
  }

  /**
   * Publishes an image whose data is in place: what belongs to no file of the list is deleted first
   * (the stock restore loads whatever HFile it finds), then the inventory is written, and the
   * manifest last.
   *
   * @param history where the data comes from
   * @param beforeManifest called once all but the manifest is written; throws to stop
   */
  public void publish(
      BackupImage image, List<ImageFile> files, ImageHistory history, Runnable beforeManifest)
      throws IOException {
    sweep(image.id(), files);
    byte[] manifest = StockManifest.encode(image, layout.toString());
    ImageInventory inventory =
        new ImageInventory(image.id(), Checksum.of(manifest), files, history);
    writeWhole(
        layout.inventory(image.id()), image.id(), out -> InventoryFormat.write(inventory, out));
    beforeManifest.run();
    writeWhole(layout.manifest(image.id()), image.id(), out -> out.write(manifest));
  }

  /**
   * Writes the manifest of a published image anew, and into its inventory which one that is. Again
   * after a crash in between: the inventory then speaks of the new one already.
   */
  public void rewrite(BackupImage image) throws IOException {
    ImageId id = image.id();
    Checksum before = Checksum.of(manifestBytes(id));
    byte[] manifest = StockManifest.encode(image, layout.toString());
    Checksum after = Checksum.of(manifest);
    Optional<ImageInventory> inventory = anyInventory(id);
    if (inventory.isPresent()
        && (inventory.get().manifest().equals(before)
            || inventory.get().manifest().equals(after))) {
      ImageInventory written =
          new ImageInventory(id, after, inventory.get().files(), inventory.get().history());
      writeWhole(layout.inventory(id), id, out -> InventoryFormat.write(written, out));
    }
    writeWhole(layout.manifest(id), id, out -> out.write(manifest));
    fs.delete(layout.scratch(id.toString()), true);
  }

  /** What the cells of an image's regions came to when they were read; none if they never were. */
  public List<RegionDigest> digests(ImageId id) throws IOException {
    Path file = new Path(layout.image(id), ImageLayout.DIGESTS);
    try (InputStream in = fs.open(file)) {
      return DigestFormat.read(in, file.toString());
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /**
   * Keeps what the cells of regions came to. In a file of its own, and not in the inventory, which
   * a merge may be writing anew.
   */
  public void keep(ImageId id, List<RegionDigest> digests) throws IOException {
    writeWhole(
        new Path(layout.image(id), ImageLayout.DIGESTS),
        id,
        out -> DigestFormat.write(digests, out));
    fs.delete(layout.scratch(id.toString()), true);
  }

  /** What an inventory says of the files that lie in a directory of an image. */
  public List<ImageFile> filesIn(ImageId id, Path directory) throws IOException {
    List<ImageFile> files = new ArrayList<>();
    for (FileStatus file : fs.listStatus(directory)) {
      CRC32C crc = new CRC32C();
      try (InputStream in = new CheckedInputStream(fs.open(file.getPath()), crc)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      files.add(
          new ImageFile(
              layout.inImage(id, file.getPath().toString()), file.getLen(), Checksum.of(crc)));
    }
    return files;
  }

  /** Every published image, oldest first by its id. */
  public List<BackupImage> images() throws IOException {
    if (!exists()) {
      throw Errors.noBackupRoot(layout.toString());
    }
    return ManyFiles.map(directories(), this::readIfPublished).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<BackupImage> readIfPublished(ImageId id) throws IOException {
    try {
      return Optional.of(read(id));
    } catch (LongshoreException e) {
      if (e.code() == ErrorCode.IMAGE_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Deletes an image, its manifest first, so that no half of it can be taken for an image. */
  public void delete(ImageId id) throws IOException {
    fs.delete(layout.manifest(id), false);
    fs.delete(layout.image(id), true);
  }

  /**
   * Deletes every file of the image's directory that is not in the list.
   *
   * @throws LongshoreException if one that is in the list is not there, or has another length
   */
  private void sweep(ImageId id, List<ImageFile> files) throws IOException {
    Path image = layout.image(id);
    Map<Path, Long> wanted = new HashMap<>();
    for (ImageFile file : files) {
      wanted.put(fs.makeQualified(new Path(image, file.path())), file.length());
    }
    if (fs.exists(image)) {
      RemoteIterator<LocatedFileStatus> found = fs.listFiles(image, true);
      while (found.hasNext()) {
        LocatedFileStatus file = found.next();
        Long length = wanted.get(file.getPath());
        if (length == null) {
          fs.delete(file.getPath(), false);
        } else if (length == file.getLen()) {
          wanted.remove(file.getPath());
        }
      }
    }
    if (!wanted.isEmpty()) {
      throw Errors.imageDamaged(
          id
              + " lacks "
              + wanted.size()
              + " of its files, such as "
              + wanted.keySet().iterator().next()
              + ".",
          "Somebody deleted them while the session ran. Nothing was published: begin anew.");
    }
  }

  private byte[] manifestBytes(ImageId id) throws IOException {
    try (InputStream in = fs.open(layout.manifest(id))) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw exists()
          ? Errors.imageNotFound(id.toString(), layout.toString())
          : Errors.noBackupRoot(layout.toString());
    }
  }

  private void writeWhole(Path target, ImageId id, Writing writing) throws IOException {
    TargetStore store = TargetStore.at(layout.scratch(id.toString()), conf, 1 << 16);
    TargetStore.NewFile file = store.create(target.toString());
    try {
      OutputStream out = new BufferedOutputStream(file.stream(), 1 << 16);
      writing.to(out);
      out.flush();
      file.finish();
      file.commit();
    } catch (IOException | RuntimeException e) {
      file.abort(e);
      throw e;
    }
  }

  @FunctionalInterface
  private interface Writing {
    void to(OutputStream out) throws IOException;
  }
}
