package dev.rondo.rounds.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.update.Roster;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Creates a job: its frozen configuration and version 0. Objects that exist are kept, so it can run
 * again after a crash.
 */
public final class InitializeJob {

  private final ObjectStore store;
  private final Documents documents;
  private final RoundFit fit;

  public InitializeJob(ObjectStore store) {
    this(store, RoundFit.standard());
  }

  /**
   * @param fit refuses jobs whose rounds would not fit
   */
  public InitializeJob(ObjectStore store, RoundFit fit) {
    this.store = store;
    this.documents = new Documents(store);
    this.fit = fit;
  }

  /** Reads the configuration of a job. */
  public Optional<JobConfig> existing(String job) {
    return documents.read(ObjectKeys.job(job), JsonNode.class).map(JobConfig::fromJson);
  }

  /**
   * Creates a job that admits all clients, or those of a roster that is there.
   *
   * @param parameters the initial model
   * @param at when, for the manifest
   * @throws InvalidInputException if rounds of this job or its evaluations would not fit; nothing
   *     is written then
   */
  public void run(JobConfig config, ModelLayout layout, float[] parameters, Instant at) {
    run(config, layout, parameters, at, Optional.empty());
  }

  /**
   * Creates a job with a roster, which is written before all else: the job never exists without it.
   *
   * @throws InvalidInputException if rounds of this job or its evaluations would not fit, or there
   *     is another roster; nothing is written then
   */
  public void run(
      JobConfig config,
      ModelLayout layout,
      float[] parameters,
      Instant at,
      Optional<Roster> roster) {
    fit.admit(config, layout);
    String job = config.job();
    roster.ifPresent(clients -> writeRoster(job, clients));
    Content content = ModelFile.content(job, 0, layout, parameters);
    String digest = digest(content);
    String key = ObjectKeys.model(job, 0, digest);
    store.putIfAbsent(key, content);
    VersionManifest manifest =
        documents.writeOnce(
            ObjectKeys.manifest(job, 0),
            new VersionManifest(
                job,
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                OptionalDouble.empty(),
                key,
                digest,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                at));
    if (!manifest.modelSha256().equals(digest)) {
      throw new IllegalStateException(
          "Job " + job + " already exists with a different initial model");
    }
    documents.writeOnce(ObjectKeys.latest(job), new Latest(0, 0));
    // Written last: the job exists from here on.
    byte[] settings = Json.bytes(config.toJson());
    if (store.putIfAbsent(ObjectKeys.job(job), Content.of(settings)) instanceof PutOutcome.Conflict
        && !existing(job).equals(Optional.of(config))) {
      throw new InvalidInputException(
          "Cannot create job %s: another command has just created it with other settings. Choose another name with --job NAME."
              .formatted(job));
    }
  }

  private void writeRoster(String job, Roster roster) {
    String key = ObjectKeys.roster(job);
    if (!documents.writeOnce(key, roster).equals(roster)) {
      throw new InvalidInputException(
          "Cannot create job %s: %s has another roster, perhaps from an interrupted command. Use the same --clients-file, delete this object, or choose another name with --job NAME."
              .formatted(job, key));
    }
  }

  /** What differs if a job that exists should have this roster; empty if it has it. */
  public List<String> rosterDifferences(String job, Optional<Roster> roster) {
    Optional<Roster> there = documents.read(ObjectKeys.roster(job), Roster.class);
    return roster.isEmpty() || roster.equals(there)
        ? List.of()
        : List.of(
            (there.isEmpty() ? "the job has no roster" : "the job has another roster")
                + "; to change it: rondo job clients --clients-file FILE");
  }

  /**
   * Replaces the configuration of a job that exists. Its number of rounds and its target may
   * change; all other settings must be the same.
   *
   * @param otherDifferences what differs outside the configuration, such as the data
   * @throws InvalidInputException if anything else differs
   */
  public void replace(JobConfig existing, JobConfig config, List<String> otherDifferences) {
    List<String> differences = new ArrayList<>(config.differences(existing));
    differences.addAll(otherDifferences);
    if (!differences.isEmpty()) {
      throw new InvalidInputException(
          """
          Job %s already exists with other settings:
            %s
          Use another name with --job NAME. To start a local job over: rondo simulate --restart\
          """
              .formatted(config.job(), String.join("\n  ", differences)));
    }
    store.put(ObjectKeys.job(config.job()), Content.of(Json.bytes(config.toJson())));
  }

  private static String digest(Content content) {
    Digest digest = new Digest();
    try (OutputStream out = digest.through(OutputStream.nullOutputStream())) {
      content.writeTo(out);
    } catch (IOException e) {
      throw new StoreException("Cannot compute the initial model", e);
    }
    return digest.hex();
  }
}
