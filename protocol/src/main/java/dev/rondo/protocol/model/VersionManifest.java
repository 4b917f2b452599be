package dev.rondo.protocol.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A committed version. The outcome of its round contains the manifest, which is copied to its own
 * key. A version without a manifest does not exist, and a manifest never changes.
 *
 * @param job the job
 * @param version the version; the number of the round that made it, 0 for the initial model
 * @param parent the version that it was made from; empty for the initial model
 * @param decisionDigest SHA-256 of the decision and its base model; empty for the initial model
 * @param contributors number of clients whose updates it contains
 * @param examples sum of their examples
 * @param totalWeight sum of their weights
 * @param trainLoss mean of their training losses, weighted by examples
 * @param modelKey key of the parameters
 * @param modelSha256 digest of that object; see {@code ModelDigest} for an object in parts
 * @param modelParts its parts, when many functions wrote it; else empty
 * @param optimizerKey key of the server optimizer's state, when it has any
 * @param optimizerSha256 digest of that object, likewise
 * @param optimizerParts its parts, likewise
 * @param release what it released with differential privacy; empty if the job has none. Examples
 *     and losses of the contributors are not recorded then
 * @param committedAt time of the commit
 */
public record VersionManifest(
    String job,
    int version,
    Optional<Integer> parent,
    Optional<String> decisionDigest,
    int contributors,
    long examples,
    double totalWeight,
    OptionalDouble trainLoss,
    String modelKey,
    String modelSha256,
    List<FilePart> modelParts,
    Optional<String> optimizerKey,
    Optional<String> optimizerSha256,
    List<FilePart> optimizerParts,
    Optional<Release> release,
    Instant committedAt) {

  public VersionManifest {
    modelParts = List.copyOf(modelParts);
    optimizerParts = List.copyOf(optimizerParts);
  }
}
