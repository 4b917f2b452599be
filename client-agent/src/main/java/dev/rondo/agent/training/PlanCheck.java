package dev.rondo.agent.training;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Validates a plan before the agent spends time on it.
 *
 * @param maxEpochs bound on epochs
 * @param maxModelBytes bound on a model's size, as F32 numbers
 */
public record PlanCheck(int maxEpochs, long maxModelBytes) {

  /** All problems of the plan; empty if it is valid. */
  public List<String> problems(Seat seat, Plan plan) {
    List<String> problems = new ArrayList<>();
    if (!plan.job().equals(seat.job()) || plan.round() != seat.round()) {
      problems.add("the plan belongs to job " + plan.job() + ", round " + plan.round());
    } else if (!plan.baseModel().startsWith(ObjectKeys.models(seat.job()))) {
      problems.add("its base model " + plan.baseModel() + " is not a model of the job");
    }
    if (!plan.seatOf(seat.nonce()).equals(OptionalInt.of(seat.seat()))) {
      problems.add("the seat's nonce does not belong to it");
    }
    if (plan.baseVersion() < 0 || plan.baseVersion() >= plan.round()) {
      problems.add("its base version is " + plan.baseVersion());
    }
    if (plan.training().epochs() > maxEpochs) {
      problems.add(
          "it has %s epochs, but this agent accepts at most %s (--max-epochs)"
              .formatted(plan.training().epochs(), maxEpochs));
    }
    if (!Double.isFinite(plan.training().learningRate())
        || !Double.isFinite(plan.training().momentum())) {
      problems.add("its learning rate or momentum is not finite");
    }
    if (bytes(plan.layout()) > maxModelBytes) {
      problems.add(
          "its model needs more than the %s MB of memory that this agent has (-Xmx)"
              .formatted(maxModelBytes / 1_000_000));
    }
    return problems;
  }

  private static long bytes(ModelLayout layout) {
    try {
      return 4L * layout.parameterCount();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
