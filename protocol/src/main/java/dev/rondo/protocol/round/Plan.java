package dev.rondo.protocol.round;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The plan of a round. OpenRound writes it once, and every step and every client of the round reads
 * it, so all of them work with the same settings even if the job's configuration changes.
 *
 * @param job the job
 * @param round the round, from 1
 * @param baseVersion the version that clients train from
 * @param baseModel key of that version's parameters
 * @param model the model's name
 * @param dataset the data set's name; {@link #NO_DATASET} if there is none. A client with its own
 *     data ignores it
 * @param layout its tensors
 * @param openedAt when the plan was written
 * @param deadline when the round stops waiting
 * @param seats invitations published
 * @param quorum valid updates at which the round stops waiting
 * @param minimum valid updates below which the round is abandoned
 * @param aggregation how updates are weighted
 * @param training how clients train
 * @param config settings that only the clients' trainers know
 * @param encoding how updates are written
 * @param maxUpdateNorm bound on an update's L2 norm; 0 is none
 * @param clipUpdateNorm L2 norm to which a longer update is scaled down; 0 is off
 * @param admission whose updates count, and how much one of them may weigh
 * @param parts number of model parts that are aggregated by functions of their own; 0 if workers
 *     and the master aggregate the whole model
 * @param distanceSlices number of distance slices on which functions of their own measure distances
 *     between updates; 0 if the rule needs none
 * @param evaluate whether this round's version is evaluated
 * @param task what clients do
 * @param clientEvaluation whether metrics count that clients measure of the base version
 * @param privacy how the version is protected with differential privacy; empty if it is not
 * @param secureAggregation how updates are masked, so that only their sum can be read; empty if
 *     they are not
 * @param seatRoot root of the {@link SeatTree tree of the seats}, in hexadecimal
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
    TrainerConfig config,
    Encoding encoding,
    double maxUpdateNorm,
    double clipUpdateNorm,
    Admission admission,
    int parts,
    int distanceSlices,
    boolean evaluate,
    RoundTask task,
    boolean clientEvaluation,
    Optional<Privacy> privacy,
    Optional<SecureAggregation> secureAggregation,
    String seatRoot) {

  /** The data set's name if there is none in the bucket: only the clients' trainers have data. */
  public static final String NO_DATASET = "none";

  /** Whether clients train on a data set of the bucket, if they have no data of their own. */
  public boolean hasDataset() {
    return !dataset.equals(NO_DATASET);
  }

  /** The seat that a nonce belongs to; empty if it belongs to none of this round. */
  public OptionalInt seatOf(String nonce) {
    return SeatTree.seat(nonce, seatRoot, seats);
  }

  /** The weight of an update with this number of examples. */
  public double weight(long examples) {
    return aggregation.weight(Math.min(examples, admission.maxExamples()));
  }

  /** The same plan, in which at most this many examples of an update count. */
  public Plan withMaxExamples(long examples) {
    return new Plan(
        job,
        round,
        baseVersion,
        baseModel,
        model,
        dataset,
        layout,
        openedAt,
        deadline,
        seats,
        quorum,
        minimum,
        aggregation,
        training,
        config,
        encoding,
        maxUpdateNorm,
        clipUpdateNorm,
        admission.withMaxExamples(examples),
        parts,
        distanceSlices,
        evaluate,
        task,
        clientEvaluation,
        privacy,
        secureAggregation,
        seatRoot);
  }

  /**
   * Whether what a client reports of itself stays out of documents: neither noise nor masks hide
   * its examples and its loss.
   */
  public boolean hidesReports() {
    return privacy.isPresent() || secureAggregation.isPresent();
  }

  /** The factor that scales an update of this L2 norm down to {@code clipUpdateNorm}; at most 1. */
  public double clipFactor(double norm) {
    return clipUpdateNorm > 0 && norm > clipUpdateNorm ? clipUpdateNorm / norm : 1;
  }

  /**
   * By which a sum of updates is divided for the mean. With differential privacy it is the same
   * whoever contributes.
   *
   * @param totalWeight of the contributors
   */
  public double divisor(double totalWeight) {
    return privacy.isPresent() ? privacy.get().denominator() : totalWeight;
  }

  /** Whether clients train, and not only measure. */
  public boolean trains() {
    return task == RoundTask.TRAIN;
  }

  /** The tensors of an update: those of the model, or none if clients only measure. */
  public ModelLayout updateLayout() {
    return trains() ? layout : ModelLayout.EMPTY;
  }

  /** How updates have this tensor. */
  public Encoding encoding(TensorSpec tensor) {
    return encoding.of(layout.role(tensor.name()));
  }

  /** The largest valid update file in bytes: all tensors, and room for the header. */
  public long maxUpdateBytes() {
    return bytes(updateLayout().tensors()) + maxHeaderBytes();
  }

  /** Whether an update file of this many bytes can be valid. */
  public boolean fits(long updateBytes) {
    return updateBytes > bytes(updateLayout().uploaded()) && updateBytes <= maxUpdateBytes();
  }

  private long bytes(List<TensorSpec> tensors) {
    return tensors.stream().mapToLong(tensor -> encoding(tensor).bytes(tensor.size())).sum();
  }

  /** The longest header of an update that is read, in bytes. */
  public int maxHeaderBytes() {
    return maxHeaderBytes(layout.tensors().size());
  }

  /** The same for a model of this number of tensors. */
  public static int maxHeaderBytes(int tensors) {
    return (int) Math.min(65_536 + 512L * tensors, SafetensorsHeader.MAX_HEADER_BYTES);
  }
}
