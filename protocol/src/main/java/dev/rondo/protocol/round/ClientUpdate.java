package dev.rondo.protocol.round;

import dev.rondo.protocol.encoding.EncodedFile;
import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.training.Measurement;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The metadata of an update, as the client wrote it. The client's id is not part of it: the key of
 * the object has it, and IAM guarantees it.
 *
 * @param job the job
 * @param round the round
 * @param baseVersion the version that it was trained from
 * @param nonce of the seat
 * @param examples examples trained on
 * @param trainLoss mean training loss; empty if the client does not tell
 * @param dataShard name of the leased data shard that it was trained on; empty if the client does
 *     not state one
 * @param measured what the client measured of the base version; empty if it did not
 * @param masked SHA-256 of the masked vector, in hexadecimal; empty if the update is not masked
 */
public record ClientUpdate(
    String job,
    int round,
    int baseVersion,
    String nonce,
    long examples,
    OptionalDouble trainLoss,
    Optional<String> dataShard,
    Optional<Measurement> measured,
    Optional<String> masked) {

  public static final String KIND = "update";

  /** The metadata entry that names the data shard. */
  public static final String DATA_SHARD = "data_shard";

  /** The metadata entry with the training loss. */
  public static final String TRAIN_LOSS = "train_loss";

  /** The metadata entry with the metrics, a JSON object of numbers by name. */
  public static final String METRICS = "metrics";

  /** The metadata entry with the number of examples that the metrics were measured on. */
  public static final String METRICS_EXAMPLES = "metrics_examples";

  /** The metadata entry with the digest of the masked vector. */
  public static final String MASKED = "masked_sha256";

  /** The longest text of {@link #METRICS} in characters. */
  public static final int MOST_METRICS_CHARACTERS = 4_096;

  /** The metadata of an update without a measurement, not trained on a leased data shard. */
  public ClientUpdate(
      String job, int round, int baseVersion, String nonce, long examples, double trainLoss) {
    this(
        job,
        round,
        baseVersion,
        nonce,
        examples,
        OptionalDouble.of(trainLoss),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The update as a file, with F32 numbers.
   *
   * @param delta differences of all tensors
   */
  public Content toFile(ModelLayout layout, float[] delta) {
    return toFile(layout, delta, Encoding.F32, 0);
  }

  /**
   * The update as a file: one tensor of differences for each tensor of the layout that is uploaded.
   *
   * @param delta differences of all tensors
   * @param seed of what is random in an encoding
   */
  public Content toFile(ModelLayout layout, float[] delta, Encoding encoding, long seed) {
    if (delta.length != layout.parameterCount()) {
      throw new IllegalArgumentException(
          "An update of this model must have "
              + layout.parameterCount()
              + " numbers, but has "
              + delta.length);
    }
    return file(layout, encoding).content(delta, seed);
  }

  /** The file without its numbers. */
  public EncodedFile file(ModelLayout layout, Encoding encoding) {
    return EncodedFile.of(metadata(encoding), layout, encoding);
  }

  private Map<String, String> metadata(Encoding encoding) {
    Map<String, String> metadata = new HashMap<>();
    metadata.put("kind", KIND);
    metadata.put("job", job);
    metadata.put("round", Integer.toString(round));
    metadata.put("base_version", Integer.toString(baseVersion));
    metadata.put("nonce", nonce);
    metadata.put("examples", Long.toString(examples));
    trainLoss.ifPresent(loss -> metadata.put(TRAIN_LOSS, Double.toString(loss)));
    metadata.put("encoding", encoding.text());
    masked.ifPresent(digest -> metadata.put(MASKED, digest));
    dataShard.ifPresent(name -> metadata.put(DATA_SHARD, name));
    measured.ifPresent(
        measurement -> {
          byte[] json = Json.bytes(measurement.json());
          metadata.put(METRICS, new String(json, StandardCharsets.UTF_8));
          metadata.put(METRICS_EXAMPLES, Long.toString(measurement.examples()));
        });
    return metadata;
  }
}
