package dev.rondo.protocol.random;

import java.util.SplittableRandom;

/**
 * Random numbers as a function of (seed, round, client, purpose). Two draws never share a stream,
 * so that adding one, or making them in another order, changes no other.
 *
 * @param seed the job's seed
 */
public record Draws(long seed) {

  /** A generator for something that happens once in a job, such as splitting the data. */
  public SplittableRandom of(String purpose) {
    return new SplittableRandom(mix(seed, purpose));
  }

  /** A generator for something that happens once in a round. */
  public SplittableRandom of(int round, String purpose) {
    return new SplittableRandom(mix(mix(seed, purpose), round));
  }

  /** A generator for something that happens to one client in one round. */
  public SplittableRandom of(int round, String client, String purpose) {
    return new SplittableRandom(mix(mix(mix(seed, purpose), round), client));
  }

  private static long mix(long state, String text) {
    for (int i = 0; i < text.length(); i++) {
      state = mix(state, text.charAt(i));
    }
    return mix(state, text.length());
  }

  /** The finalizer of SplitMix64 (Steele et al. 2014) over the running state and a new value. */
  private static long mix(long state, long value) {
    long z = (state ^ value) + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
