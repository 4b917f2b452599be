package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.round.Plan;
import dev.rondo.rounds.update.UpdateStream;

/**
 * The numbers of an update that is held in memory until it is known whether, and with which factor,
 * it counts. The next update overwrites them.
 */
interface HeldUpdate {

  /** Takes the block that a stream has at hand. */
  void take(UpdateStream stream);

  /** Adds the numbers to a sum, as the roles of their tensors say. */
  void addTo(Accumulator sum, Contributor contributor);

  /** Of a round's updates. */
  static HeldUpdate of(Plan plan, int parameters) {
    return plan.secureAggregation().isPresent()
        ? new Masked(plan, new int[parameters])
        : new Plain(plan, new float[parameters]);
  }

  /** Numbers that are scaled down when they are added. */
  record Plain(Plan plan, float[] numbers) implements HeldUpdate {

    @Override
    public void take(UpdateStream stream) {
      System.arraycopy(stream.block(), 0, numbers, stream.offset(), stream.length());
    }

    @Override
    public void addTo(Accumulator sum, Contributor contributor) {
      for (Stretch stretch : plan.updateLayout().stretches(0, numbers.length)) {
        sum.addStretch(numbers, stretch, contributor.weight(stretch.role()));
      }
    }
  }

  /** Masked integers, which all have the weight 1 and are clipped by their clients. */
  record Masked(Plan plan, int[] numbers) implements HeldUpdate {

    @Override
    public void take(UpdateStream stream) {
      System.arraycopy(stream.masked(), 0, numbers, stream.offset(), stream.length());
    }

    @Override
    public void addTo(Accumulator sum, Contributor contributor) {
      for (Stretch stretch : plan.updateLayout().stretches(0, numbers.length)) {
        if (stretch.role().isUploaded()) {
          sum.addMasked(stretch.from(), numbers, stretch.from(), stretch.to() - stretch.from());
        }
      }
    }
  }
}
