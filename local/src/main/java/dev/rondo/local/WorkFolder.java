package dev.rondo.local;

import dev.rondo.protocol.store.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Where a store on a directory writes what is not an object yet, and the lock of its changes. */
final class WorkFolder {

  private final Path work;
  private final Durability durability;
  private final Set<Path> folders = ConcurrentHashMap.newKeySet();

  WorkFolder(Path work, Durability durability) {
    this.work = work;
    this.durability = durability;
  }

  Path path() {
    return work;
  }

  /** A file that has been written here, to be moved to its place. */
  record Written(Path file, ETags.Known known) {}

  /**
   * Writes content here, and sees to it that the folder of its place is there.
   *
   * @param durable whether it must survive a power failure
   */
  Written writeBeside(Path target, Content content, boolean durable) throws IOException {
    makeFolder(Objects.requireNonNull(target.getParent()));
    makeFolder(work);
    Path file = newPath();
    ETags.Summing summing = new ETags.Summing();
    try {
      try (OutputStream out = summing.through(Files.newOutputStream(file))) {
        content.writeTo(out);
      }
      if (durable) {
        durability.file(file);
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    if (summing.bytes() != content.size()) {
      Files.deleteIfExists(file);
      throw new IllegalStateException(
          "Content of " + content.size() + " bytes wrote " + summing.bytes());
    }
    ETags.Tagged tagged = new ETags.Tagged(summing.bytes(), summing.etag());
    return new Written(file, ETags.Known.of(file, tagged));
  }

  /** A new file or folder with a unique name. */
  Path newPath() {
    return work.resolve(newName() + ".tmp");
  }

  /** A unique name. */
  static String newName() {
    return UUID.randomUUID().toString();
  }

  /** Asks the file system once for each folder; deleting forgets them. */
  private void makeFolder(Path wanted) throws IOException {
    if (!folders.contains(wanted)) {
      Files.createDirectories(wanted);
      folders.add(wanted);
    }
  }

  /** Forgets that these folders are there. */
  void forget(Path folder) {
    folders.removeIf(known -> known.startsWith(folder));
  }

  /** What is done while no other process changes the store. */
  interface Action {
    boolean run() throws IOException;
  }

  synchronized boolean locked(Action action) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      return lock.isValid() && action.run();
    }
  }
}
