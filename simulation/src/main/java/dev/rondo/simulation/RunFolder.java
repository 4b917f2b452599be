package dev.rondo.simulation;

import dev.rondo.local.DirectoryStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of one job, locked by one process at a time. */
public final class RunFolder implements AutoCloseable {

  private final Path folder;
  private final FileChannel lock;
  private final DirectoryStore store;

  private RunFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
    this.store = new DirectoryStore(folder.resolve("store"));
  }

  /**
   * Creates the folder of a run if necessary, and locks it.
   *
   * @throws SimulationException when another process holds it, or it cannot be written
   */
  public static RunFolder open(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new SimulationException(
            "Another process is running the job in "
                + folder
                + ". Wait for it, or use another job name with --job NAME");
      }
      RunFolder run = new RunFolder(folder, channel);
      run.store.sweep();
      return run;
    } catch (IOException e) {
      String reason =
          e instanceof FileSystemException f && f.getReason() != null
              ? f.getReason()
              : "the folder cannot be created";
      throw new SimulationException("Cannot write to " + folder + ": " + reason, e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  public Path folder() {
    return folder;
  }

  public DirectoryStore store() {
    return store;
  }

  /** The store of the helper of secure aggregation. */
  DirectoryStore helperStore() {
    return new DirectoryStore(folder.resolve("helper"));
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new SimulationException("Cannot release the lock of " + folder, e);
    }
  }
}
