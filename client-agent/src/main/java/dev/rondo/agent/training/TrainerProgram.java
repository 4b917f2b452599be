package dev.rondo.agent.training;

import dev.rondo.protocol.training.LocalResult;
import dev.rondo.trainer.Cancellation;
import dev.rondo.trainer.Folders;
import dev.rondo.trainer.TrainTask;
import dev.rondo.trainer.TrainerPool;
import dev.rondo.trainer.TrainerSettings;
import dev.rondo.trainer.TrainerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The trainer of an agent. It has one process, which is kept from round to round and replaced when
 * it has ended. Its files are in a folder of their own, so that the process of an agent that was
 * killed does not write into them.
 */
public final class TrainerProgram implements ProgramLearner.Program {

  private static final String FOLDER = "trainer-";

  private final Path folder;
  private final TrainerPool pool;

  private TrainerProgram(Path folder, TrainerPool pool) {
    this.folder = folder;
    this.pool = pool;
  }

  /**
   * Starts the trainer, and deletes the files of one whose agent was killed.
   *
   * @param parent a folder that only this client uses
   * @throws TrainerStartException if it does not start, or cannot train
   * @throws IOException if the folder cannot be used
   */
  public static TrainerProgram start(TrainerSettings settings, Path parent) throws IOException {
    for (Path left : foldersIn(parent)) {
      delete(left);
    }
    Path folder = Files.createTempDirectory(parent, FOLDER);
    try {
      return new TrainerProgram(folder, pool(settings, folder));
    } catch (TrainerStartException e) {
      delete(folder);
      throw e;
    }
  }

  private static TrainerPool pool(TrainerSettings settings, Path folder) {
    TrainerPool pool = new TrainerPool(settings, folder, 1);
    if (!pool.can("train")) {
      pool.close();
      throw new TrainerStartException(
          "Cannot use \"%s\" as a trainer. It cannot train".formatted(settings.command()));
    }
    return pool;
  }

  private static List<Path> foldersIn(Path parent) throws IOException {
    try (Stream<Path> files = Files.list(parent)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(FOLDER))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  /** The trainer's own name. */
  public String name() {
    return pool.name();
  }

  @Override
  public LocalResult train(TrainTask task, float[] base, Cancellation cancellation) {
    return pool.train(task, base, cancellation).result();
  }

  /**
   * Ends the process and deletes its files. What cannot be deleted is deleted at the next start.
   */
  @Override
  public void close() {
    try {
      pool.close();
      delete(folder);
    } catch (IOException | UncheckedIOException e) {
      // The agent stops all the same.
    }
  }

  private static void delete(Path folder) throws IOException {
    try {
      Folders.delete(folder);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
