package dev.rondo.rounds.parts;

import dev.rondo.privacy.masks.FixedPoint;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.MaskSums;
import java.util.List;
import java.util.Optional;

/**
 * The sum of the masks on one model part, in a file of its own.
 *
 * @param file in which they are
 * @param part which part
 * @param numbers how numbers are encoded
 */
record PartMasks(ObjectInfo file, ModelPart part, FixedPoint numbers) {

  /** Empty if the updates of the round are not masked. */
  static Optional<PartMasks> of(
      ObjectStore store, Plan plan, ModelPart part, List<Contributor> contributors) {
    return plan.secureAggregation()
        .map(
            secure ->
                new PartMasks(
                    new MaskSums(store, plan, contributors).ofPart(part.number()),
                    part,
                    MaskSums.numbers(plan)));
  }

  /**
   * Where the masks of a stride are.
   *
   * @param at index of its first number in the part
   */
  NumberRange range(int at, int length) {
    long header = file.size() - (long) Integer.BYTES * part.length();
    return UpdateFiles.whole(file, header, Integer.BYTES, at, at + length);
  }

  /** Turns the sum of masked numbers of a stride into the sum of the numbers. */
  void unmask(byte[] masks, double[] sum, int length) {
    int[] integers = new int[length];
    Numbers.ints(masks, integers, length);
    MaskSums.unmask(sum, 0, integers, length, numbers);
  }
}
