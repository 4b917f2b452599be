package dev.rondo.rounds.step;

import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.scale.RoundLimits;

/**
 * What a step uses at a time, and how much it does for one round. The result is the same with any
 * reads, threads and blocks, except for the last bits of norms (see {@link Blocks}).
 *
 * @param reads how it reads and writes verdicts, and reads a model in parts
 * @param threads that fold the updates of a whole model, or measure distances, at once
 * @param blocks in which it folds a whole model
 * @param limits on what it does, whatever is uploaded
 */
public record Resources(Reads reads, int threads, Blocks blocks, RoundLimits limits) {

  public Resources {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be 1 or more, but is " + threads);
    }
  }

  /** With the standard blocks and limits. */
  public static Resources of(Reads reads, int threads) {
    return new Resources(reads, threads, Blocks.standard(), RoundLimits.standard());
  }

  /** Everything sequentially in the caller's thread. */
  public static Resources oneByOne() {
    return of(Reads.oneByOne(), 1);
  }
}
