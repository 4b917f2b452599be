package dev.rondo.faults.service;

import dev.rondo.protocol.training.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an update really contains, as its client states it, independent of the code under test.
 *
 * @param client whose it is: a number from 0
 * @param round the round that it is for
 * @param seat the seat whose nonce it has; -1 if it has none of this round
 * @param numbers what it says about each parameter
 * @param examples how many examples it speaks of
 * @param leased how many examples the data shard has that its client leases at first; as many as it
 *     speaks of or more if that bounds nothing
 * @param measured what its client says that it measured of the base version, if it does
 * @param masked what is behind its mask, if it has one
 * @param valid whether it may count
 * @param what in words
 */
public record Truth(
    int client,
    int round,
    int seat,
    List<Float> numbers,
    long examples,
    long leased,
    Optional<Measurement> measured,
    Optional<Masked> masked,
    boolean valid,
    String what) {

  /** An update that states no data shard and nothing that was measured. */
  public Truth(
      int client, int round, int seat, float[] numbers, long examples, boolean valid, String what) {
    this(
        client,
        round,
        seat,
        list(numbers),
        examples,
        examples,
        Optional.empty(),
        Optional.empty(),
        valid,
        what);
  }

  /** The same update, which states a leased data shard with so many examples. */
  public Truth trainedOn(long dataShardExamples) {
    return new Truth(
        client, round, seat, numbers, examples, dataShardExamples, measured, masked, valid, what);
  }

  /** The same update, which says what its client measured. */
  public Truth with(Measurement measurement) {
    return new Truth(
        client,
        round,
        seat,
        numbers,
        examples,
        leased,
        Optional.of(measurement),
        masked,
        valid,
        what);
  }

  /** The same update behind a mask. */
  public Truth behind(Masked mask) {
    return new Truth(
        client, round, seat, numbers, examples, leased, measured, Optional.of(mask), valid, what);
  }

  /** Whether it can count so many examples: its lease may be lost when somebody reads it. */
  public boolean counts(long counted) {
    return counted == examples || counted == Math.min(examples, leased);
  }

  private static List<Float> list(float[] numbers) {
    List<Float> list = new ArrayList<>();
    for (float number : numbers) {
      list.add(number);
    }
    return List.copyOf(list);
  }
}
