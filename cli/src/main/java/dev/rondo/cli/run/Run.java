package dev.rondo.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.core.job.JobConfig;
import dev.rondo.core.round.Card;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.local.DirectoryStore;
import dev.rondo.simulation.JobHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A run's folder that holds a job.
 *
 * @param folder the folder, which holds {@code store/}
 * @param store its store
 * @param job the job's name
 */
public record Run(Path folder, DirectoryStore store, String job) {

  private static final String STORE = "store";

  /** The run in a folder, or empty when there is none. */
  public static Optional<Run> in(Path folder) {
    Path root = folder.resolve(STORE);
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    DirectoryStore store = new DirectoryStore(root);
    return job(folder, store).map(job -> new Run(folder, store, job));
  }

  /** A run's folder has its job's name, unless somebody renamed it. */
  private static Optional<String> job(Path folder, DirectoryStore store) {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    if (ObjectKeys.isJob(name) && store.head(ObjectKeys.job(name)).isPresent()) {
      return Optional.of(name);
    }
    return store.list(ObjectKeys.jobs()).stream()
        .map(ObjectInfo::key)
        .flatMap(key -> ObjectKeys.parseJob(key).stream())
        .findFirst();
  }

  public Documents documents() {
    return new Documents(store);
  }

  /** The configuration that the job was founded with. */
  public JobConfig config() {
    return JobConfig.fromJson(documents().require(ObjectKeys.job(job), JsonNode.class));
  }

  /** The versions that have been committed, lowest first. */
  public List<Integer> versions() {
    return store.list(ObjectKeys.models(job)).stream()
        .flatMap(info -> ObjectKeys.parseCard(info.key()).stream())
        .sorted()
        .toList();
  }

  /**
   * The card of a version.
   *
   * @throws UserError when there is no such version
   */
  public Card card(int version) {
    Optional<Card> card =
        version < 0 || version > ObjectKeys.MAX_ROUND
            ? Optional.empty()
            : documents().read(ObjectKeys.card(job, version), Card.class);
    return card.orElseThrow(
        () ->
            new UserError(
                "Job %s has no version %d; it has %s. An abandoned round makes none."
                    .formatted(job, version, Text.ranges(versions()))));
  }

  /** What the execution that played a round did, a line an event. */
  public String history(int round) {
    return new JobHistory(store)
        .execution(job, round)
        .orElse("No history was kept: the round has not been played to its end.");
  }

  /** Where an object lies. */
  public Path file(String key) {
    return folder.resolve(STORE).resolve(key);
  }
}
