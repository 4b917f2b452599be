package dev.rondo.local;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A store in a directory: a key is a relative path. Objects appear atomically: a file is written
 * beside its place and then linked or moved there, so a process can be killed at any moment.
 * Several processes can use a directory at the same time; conditional replacement takes a file
 * lock.
 *
 * <p>A power failure loses no committed version and leaves no empty document of a closed round.
 * Conditional writes and uploads below {@code jobs/} are on the disk before they have their name,
 * and the names in the folder of a manifest, a result or a job before the write returns. Everything
 * else is left to the operating system: a round without a result is repeated from its plan.
 */
public final class DirectoryStore implements ObjectStore {

  /** The system property that leaves all objects to the operating system if it is "false". */
  static final String FSYNC = "rondo.fsync";

  private static final String WORK = ".work";

  /** What outlives a round. */
  private static final List<String> KEPT = List.of("jobs/", "control/");

  /** What a repeated round makes again, although it is below {@link #KEPT}. */
  private static final Pattern REPEATED =
      Pattern.compile(".*/(owner|seats|token|upload)\\.json|.*/(parts|distances)/[^/]*");

  /** The last documents of a job's creation, of a version and of a round. */
  private static final Pattern COMMITS = Pattern.compile(".*/(job|manifest|result)\\.json");

  private final Path root;
  private final Durability durability;
  private final WorkFolder work;
  private final ETags etags = new ETags();
  private final DirectoryUploads uploads;
  private final StoredFiles files;

  /** A store on this directory, which is created when something is written. */
  public DirectoryStore(Path root) {
    this(
        root,
        System.getProperty(FSYNC, "true").equals("false") ? Durability.none() : Durability.fsync());
  }

  DirectoryStore(Path root, Durability durability) {
    this.root = root;
    this.durability = durability;
    this.work = new WorkFolder(root.resolve(WORK), durability);
    this.uploads = new DirectoryUploads(work, etags);
    this.files = new StoredFiles(root, work.path());
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    try {
      return info(key, path(key));
    } catch (IOException e) {
      throw failure("read", key, e);
    }
  }

  @Override
  public Optional<StoredObject> get(String key) {
    Path path = path(key);
    try {
      while (true) {
        Optional<ObjectInfo> info = info(key, path);
        if (info.isEmpty()) {
          return Optional.empty();
        }
        InputStream body = Files.newInputStream(path);
        // If the file was replaced while it was opened, info and body belong to different objects.
        if (info.equals(info(key, path))) {
          return Optional.of(new StoredObject(info.get(), body));
        }
        body.close();
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("read", key, e);
    }
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    ObjectStore.checkRange(object, from, length);
    Optional<StoredObject> found = get(object.key());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    InputStream body = found.get().body();
    try {
      if (!found.get().info().equals(object)) {
        body.close();
        return Optional.empty();
      }
      body.skipNBytes(from); // On a file this is a jump.
      ObjectInfo range = new ObjectInfo(object.key(), length, object.etag());
      return Optional.of(new StoredObject(range, new Limited(body, length)));
    } catch (IOException e) {
      closeQuietly(body);
      throw failure("read", object.key(), e);
    }
  }

  private static void closeQuietly(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // The caller reports what could not be read.
    }
  }

  @Override
  public String put(String key, Content content) {
    try {
      Path path = path(key);
      WorkFolder.Written written = work.writeBeside(path, content, COMMITS.matcher(key).matches());
      try {
        Files.move(written.file(), path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(written.file());
      }
      return remember(key, path, written);
    } catch (IOException e) {
      throw failure("write", key, e);
    }
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    Path path = path(key);
    if (Files.exists(path)) {
      return new PutOutcome.Conflict();
    }
    try {
      WorkFolder.Written written = work.writeBeside(path, content, isDurable(key));
      try {
        Files.createLink(path, written.file()); // Fails, and atomically so, when there is one.
      } catch (FileAlreadyExistsException e) {
        return new PutOutcome.Conflict();
      } catch (UnsupportedOperationException | FileSystemException e) {
        if (!moveIfAbsent(written.file(), path)) {
          return new PutOutcome.Conflict();
        }
      } finally {
        Files.deleteIfExists(written.file());
      }
      return new PutOutcome.Stored(remember(key, path, written));
    } catch (IOException e) {
      throw failure("write", key, e);
    }
  }

  /** For file systems without hard links. */
  private boolean moveIfAbsent(Path from, Path to) throws IOException {
    return work.locked(
        () -> {
          if (Files.exists(to)) {
            return false;
          }
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
          return true;
        });
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    Path path = path(key);
    try {
      WorkFolder.Written written = work.writeBeside(path, content, isDurable(key));
      try {
        return work.locked(() -> replace(key, etag, path, written))
            ? new PutOutcome.Stored(remember(key, path, written))
            : new PutOutcome.Conflict();
      } finally {
        Files.deleteIfExists(written.file());
      }
    } catch (IOException e) {
      throw failure("write", key, e);
    }
  }

  private boolean replace(String key, String etag, Path path, WorkFolder.Written written)
      throws IOException {
    Optional<ObjectInfo> current = info(key, path);
    if (current.isEmpty() || !current.get().etag().equals(etag)) {
      return false;
    }
    Files.move(written.file(), path, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    try {
      List<ObjectInfo> found = new ArrayList<>();
      for (StoredFiles.Entry file : filesStartingWith(prefix).values()) {
        etags
            .of(file.path(), file.attributes())
            .ifPresent(
                tagged -> found.add(new ObjectInfo(file.key(), tagged.size(), tagged.etag())));
      }
      return found;
    } catch (IOException e) {
      throw failure("list", prefix, e);
    }
  }

  /** Lists the names only: a tag is a checksum, for which a file must be read once. */
  @Override
  public List<String> keys(String prefix) {
    try {
      return List.copyOf(files.keysStartingWith(folder(prefix), prefix));
    } catch (IOException e) {
      throw failure("list", prefix, e);
    }
  }

  private SortedMap<String, StoredFiles.Entry> filesStartingWith(String prefix) throws IOException {
    return files.startingWith(folder(prefix), prefix);
  }

  /** The folder of all keys that start with a prefix. */
  private Path folder(String prefix) {
    int slash = prefix.lastIndexOf('/');
    return slash < 0 ? root : path(prefix.substring(0, slash));
  }

  /** Deletes everything under a prefix that ends in a slash, to restart a job or a round. */
  public void deleteAll(String prefix) {
    Path folder = path(prefix.substring(0, prefix.length() - 1));
    work.forget(folder);
    etags.forget(folder);
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw failure("delete", prefix, e);
    }
  }

  /** Deletes one object if it exists. */
  public void delete(String key) {
    try {
      Files.deleteIfExists(path(key));
    } catch (IOException e) {
      throw failure("delete", key, e);
    }
  }

  /** Deletes partial files of killed processes. Only one process may write when this is called. */
  public void sweep() {
    deleteAll(WORK + "/");
  }

  @Override
  public Upload beginUpload(String key) {
    try {
      path(key);
      return uploads.begin(key);
    } catch (IOException e) {
      throw failure("begin", key, e);
    }
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    try {
      return uploads.put(upload, number, content);
    } catch (IOException e) {
      throw failure("write", upload.key(), e);
    }
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> parts) {
    try {
      Optional<Content> whole = uploads.whole(upload, parts);
      if (whole.isEmpty()) {
        return new UploadOutcome.Gone();
      }
      if (putIfAbsent(upload.key(), whole.get()) instanceof PutOutcome.Stored stored) {
        abortUpload(upload);
        return new UploadOutcome.Stored(stored.etag());
      }
      return new UploadOutcome.Conflict();
    } catch (IOException e) {
      throw failure("complete", upload.key(), e);
    } catch (StoreException e) {
      if (!uploads.isThere(upload)) {
        return new UploadOutcome.Gone(); // Another has completed it while we were at it.
      }
      throw e;
    }
  }

  @Override
  public void abortUpload(Upload upload) {
    try {
      uploads.abort(upload).ifPresent(away -> deleteAll(files.key(away) + "/"));
    } catch (IOException e) {
      throw failure("give up", upload.key(), e);
    }
  }

  private String remember(String key, Path path, WorkFolder.Written written) throws IOException {
    if (COMMITS.matcher(key).matches()) {
      Path folder = Objects.requireNonNull(path.getParent());
      durability.folder(folder);
      durability.folder(Objects.requireNonNull(folder.getParent()));
    }
    etags.remember(path, written.known());
    return written.known().tagged().etag();
  }

  private static boolean isDurable(String key) {
    return KEPT.stream().anyMatch(key::startsWith) && !REPEATED.matcher(key).matches();
  }

  private Optional<ObjectInfo> info(String key, Path path) throws IOException {
    return etags.of(path).map(tagged -> new ObjectInfo(key, tagged.size(), tagged.etag()));
  }

  private Path path(String key) {
    if (key.isEmpty() || key.startsWith("/") || Arrays.asList(key.split("/")).contains("..")) {
      throw new IllegalArgumentException("Not a valid key: '" + key + "'");
    }
    return root.resolve(key);
  }

  private StoreException failure(String what, String key, IOException e) {
    String reason =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : String.valueOf(e.getMessage());
    return new StoreException("Cannot " + what + " " + root.resolve(key) + ": " + reason, e);
  }
}
