package dev.rondo.simulation;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.rounds.history.RoundRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of a simulation.
 *
 * @param job the job
 * @param folder its folder, which holds {@code store/}
 * @param layout the model's tensors
 * @param parameters the newest version
 * @param version its number
 * @param modelFile the newest version as a safetensors file
 * @param rounds every round of the job, those of earlier runs too
 * @param budgetSpent why no further round is allowed by the privacy budget; empty if one is, or if
 *     none was tried
 */
public record SimulationResult(
    String job,
    Path folder,
    ModelLayout layout,
    float[] parameters,
    int version,
    Path modelFile,
    List<RoundRecord> rounds,
    Optional<String> budgetSpent) {

  /** The best test accuracy so far; empty when no version was evaluated. */
  public OptionalDouble bestAccuracy() {
    return rounds.stream().flatMapToDouble(round -> round.result().testAccuracy().stream()).max();
  }
}
