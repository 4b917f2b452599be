package dev.rondo.cli.run;

import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.simulation.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A run's folder on this machine.
 *
 * @param folder the folder, which holds {@code store/}
 */
record RunInFolder(Path folder) implements Place {

  private static final String STORE = "store";

  /** The run in a folder, or empty when there is none. */
  static Optional<Run> find(Path folder) {
    Path root = folder.resolve(STORE);
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    DirectoryStore store = new DirectoryStore(root);
    return job(folder, store).map(job -> new Run(store, job, new RunInFolder(folder)));
  }

  /** A run's folder has its job's name, unless somebody renamed it. */
  private static Optional<String> job(Path folder, DirectoryStore store) {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    if (ObjectKeys.isJob(name) && store.head(ObjectKeys.job(name)).isPresent()) {
      return Optional.of(name);
    }
    return Run.jobs(store).stream().findFirst();
  }

  @Override
  public String location(String key) {
    return folder.resolve(STORE).resolve(key).toString();
  }

  @Override
  public boolean simulated() {
    return true;
  }

  /** A folder is near enough. */
  @Override
  public ObjectStore readAhead(ObjectStore store, String prefix, Predicate<String> wanted) {
    return store;
  }

  @Override
  public String noHistory(String execution) {
    return "No history was kept: the round has not been played to its end.";
  }

  @Override
  public String resume() {
    return "rondo simulate";
  }

  @Override
  public Latest rollBack(String job, int version) {
    try (RunFolder held = RunFolder.open(folder)) {
      return new LatestVersion(held.store()).rollBack(job, version);
    }
  }
}
