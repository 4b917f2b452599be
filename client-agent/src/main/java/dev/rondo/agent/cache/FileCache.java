package dev.rondo.agent.cache;

import dev.rondo.protocol.model.FilePart;
import dev.rondo.protocol.model.ModelDigest;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of downloaded objects, each in a file {@code {id}.{SHA-256}}. A file is written
 * atomically, and its digest is checked at every use, so a killed process or a faulty disk cannot
 * leave a wrong file behind. If space is needed, the least recently used files are deleted. For one
 * process at a time.
 */
public final class FileCache {

  private static final String PART = ".part";
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path folder;
  private final long maxBytes;
  private final InstantSource clock;

  /**
   * Creates the folder if necessary, and deletes partial files of a killed process.
   *
   * @param maxBytes the most that all files together may take up
   */
  public FileCache(Path folder, long maxBytes, InstantSource clock) throws IOException {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.clock = clock;
    Files.createDirectories(folder);
    for (Path file : files()) {
      if (name(file).endsWith(PART)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Opens the object that is to be downloaded. */
  @FunctionalInterface
  public interface Source {
    StoredObject open();
  }

  /**
   * The file of an object. Downloads it if it is not in the cache.
   *
   * @param id letters, digits and hyphens; the same for the same content
   * @param sha256 the expected digest of the content; empty if it is unknown
   * @param checkpoint passed for every buffer of a download
   * @throws IOException when the content has another digest or length, is larger than the cache, or
   *     the disk fails
   */
  public Path get(String id, Optional<String> sha256, Source source, Checkpoint checkpoint)
      throws IOException {
    return get(id, sha256, List.of(), source, checkpoint);
  }

  /**
   * The same for an object that several functions wrote.
   *
   * @param parts its parts, by which its digest goes; none when it is of one piece
   */
  public Path get(
      String id,
      Optional<String> sha256,
      List<FilePart> parts,
      Source source,
      Checkpoint checkpoint)
      throws IOException {
    // Both become part of a file name.
    if (!ID.matcher(id).matches() || !sha256.map(SHA256.asMatchPredicate()::test).orElse(true)) {
      throw new IllegalArgumentException("Not a digest: '" + id + "', '" + sha256.orElse("") + "'");
    }
    for (Path file : files()) {
      String name = name(file);
      boolean wanted = sha256.map(digest -> name.equals(id + "." + digest)).orElse(true);
      if (name.startsWith(id + ".") && wanted) {
        if (name.equals(id + "." + digest(file, parts, checkpoint))) {
          Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
          return file;
        }
        Files.deleteIfExists(file);
      }
    }
    return download(id, sha256, parts, source, checkpoint);
  }

  private Path download(
      String id,
      Optional<String> sha256,
      List<FilePart> parts,
      Source source,
      Checkpoint checkpoint)
      throws IOException {
    Path part = folder.resolve(id + PART);
    try (StoredObject object = source.open()) {
      makeRoom(object.info().size(), object.info().key());
      ModelDigest digest = new ModelDigest(parts);
      long size = write(object.body(), part, digest, checkpoint);
      if (size != object.info().size()) {
        throw new IOException(
            object.info().key()
                + " ended after "
                + size
                + " of its "
                + object.info().size()
                + " bytes");
      }
      String hex = digest.hex();
      if (sha256.isPresent() && !sha256.get().equals(hex)) {
        throw new IOException(
            object.info().key() + " has SHA-256 " + hex + ", expected " + sha256.get());
      }
      Path file = folder.resolve(id + "." + hex);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
      return file;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static long write(InputStream in, Path part, ModelDigest digest, Checkpoint checkpoint)
      throws IOException {
    try (FileChannel file =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = digest.through(Channels.newOutputStream(file))) {
      long size = copy(in, out, checkpoint);
      file.force(true);
      return size;
    }
  }

  private static String digest(Path file, List<FilePart> parts, Checkpoint checkpoint)
      throws IOException {
    ModelDigest digest = new ModelDigest(parts);
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = digest.through(OutputStream.nullOutputStream())) {
      copy(in, out, checkpoint);
    }
    return digest.hex();
  }

  private static long copy(InputStream in, OutputStream out, Checkpoint checkpoint)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      checkpoint.pass();
      out.write(buffer, 0, read);
      size += read;
    }
    return size;
  }

  private void makeRoom(long bytes, String key) throws IOException {
    if (bytes > maxBytes) {
      throw new IOException(
          key + " has " + bytes + " bytes, more than the cache can hold: " + maxBytes);
    }
    record Entry(Path file, long size, FileTime used) {}
    List<Entry> entries = new ArrayList<>();
    for (Path file : files()) {
      entries.add(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
    }
    entries.sort(Comparator.comparing(Entry::used));
    long left = maxBytes - bytes - entries.stream().mapToLong(Entry::size).sum();
    for (Entry entry : entries) {
      if (left < 0) {
        Files.deleteIfExists(entry.file());
        left += entry.size();
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (NoSuchFileException e) {
      // The folder was deleted; the next download needs it again.
      Files.createDirectories(folder);
      return List.of();
    }
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }
}
