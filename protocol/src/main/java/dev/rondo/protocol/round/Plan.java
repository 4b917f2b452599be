package dev.rondo.protocol.round;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.training.TrainingSettings;
import java.time.Instant;
import java.util.List;

/**
 * What a round is, written once when it opens. The plan makes a round unique: whoever plays the
 * round plays this plan.
 *
 * @param job the job
 * @param round the round, from 1
 * @param baseVersion the version that clients train from
 * @param baseModel key of that version's parameters
 * @param model the model's name
 * @param dataset the data set's name; a client with data of its own pays no heed to it
 * @param layout its tensors
 * @param openedAt when
 * @param deadline when the round stops waiting
 * @param seats invitations published
 * @param quorum accepted updates at which the round stops waiting
 * @param minimum accepted updates below which the round is abandoned
 * @param aggregation how updates are weighted
 * @param training how clients train
 * @param maxUpdateNorm bound on an update's L2 norm; 0 is none
 * @param clipUpdateNorm L2 norm to which a longer update is scaled down; 0 is off
 * @param parts slices into which the model is cut to be aggregated; 0 is the two-level path of
 *     workers, partial aggregates and the master
 * @param evaluate whether this round's version is evaluated
 * @param nonceHashes SHA-256 of the seats' nonces, in hexadecimal
 */
public record Plan(
    String job,
    int round,
    int baseVersion,
    String baseModel,
    String model,
    String dataset,
    ModelLayout layout,
    Instant openedAt,
    Instant deadline,
    int seats,
    int quorum,
    int minimum,
    AggregationRule aggregation,
    TrainingSettings training,
    double maxUpdateNorm,
    double clipUpdateNorm,
    int parts,
    boolean evaluate,
    List<String> nonceHashes) {

  public Plan {
    nonceHashes = List.copyOf(nonceHashes);
  }

  /** What an update of so many examples weighs. */
  public double weight(long examples) {
    return aggregation.weight(examples);
  }

  /** The factor that brings an update of this L2 norm down to the norm that clips; at most 1. */
  public double clipFactor(double norm) {
    return clipUpdateNorm > 0 && norm > clipUpdateNorm ? clipUpdateNorm / norm : 1;
  }

  /** More bytes than this cannot be an update of this model: its data, and a header's worth. */
  public long maxUpdateBytes() {
    return 4L * layout.parameterCount() + 65_536 + 512L * layout.tensors().size();
  }
}
