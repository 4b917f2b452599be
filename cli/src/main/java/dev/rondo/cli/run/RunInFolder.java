package dev.rondo.cli.run;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.local.DirectoryStore;
import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.step.AbandonRound;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.simulation.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A job in a local folder.
 *
 * @param folder the folder, which contains {@code store/}
 */
record RunInFolder(Path folder) implements Place {

  private static final String STORE = "store";

  /** The run in a folder, or empty if there is none. */
  static Optional<Run> find(Path folder) {
    Path root = folder.resolve(STORE);
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    DirectoryStore store = new DirectoryStore(root);
    return job(folder, store).map(job -> new Run(store, job, new RunInFolder(folder)));
  }

  /** The folder has the job's name, unless a user renamed it. */
  private static Optional<String> job(Path folder, DirectoryStore store) {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    if (ObjectKeys.isJob(name) && store.head(ObjectKeys.job(name)).isPresent()) {
      return Optional.of(name);
    }
    return Run.jobs(store).stream().findFirst();
  }

  /** The runs in the folders inside a folder, by name. */
  static List<Run> inside(Path runs) {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.sorted().flatMap(path -> find(path).stream()).toList();
    } catch (IOException e) {
      throw new UserError("Cannot read the folder " + runs + ": " + Text.reason(e));
    }
  }

  @Override
  public String location(String key) {
    return folder.resolve(STORE).resolve(key).toString();
  }

  @Override
  public boolean simulated() {
    return true;
  }

  /** Local files are fast enough. */
  @Override
  public ObjectStore readAhead(ObjectStore store, String prefix, Predicate<String> wanted) {
    return store;
  }

  @Override
  public String noHistory(String execution) {
    return "No history: the round has not ended.";
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

  /** On the virtual clock, the round ends at its deadline. */
  @Override
  public RoundOutcome abandon(RoundRequest request, Abandonment why) {
    try (RunFolder held = RunFolder.open(folder)) {
      RoundOutcome outcome = new AbandonRound(held.store(), token -> false).run(request, why);
      if (outcome.wasAbandoned()) {
        Instant end =
            new Documents(held.store())
                .require(ObjectKeys.plan(request.job(), request.round()), Plan.class)
                .deadline();
        new CloseRound(held.store(), () -> end).run(request, Optional.empty());
      }
      return outcome;
    }
  }

  @Override
  public Optional<Stack> stack() {
    return Optional.empty();
  }
}
