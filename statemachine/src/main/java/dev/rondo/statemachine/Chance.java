package dev.rondo.statemachine;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random numbers as a function of (seed, execution, purpose), so that no draw moves another. */
record Chance(long seed) {

  RandomGenerator of(String execution, String purpose) {
    return new SplittableRandom(mix(mix(seed, execution), purpose));
  }

  private static long mix(long state, String text) {
    long mixed = mix(state, text.length());
    for (int i = 0; i < text.length(); i++) {
      mixed = mix(mixed, text.charAt(i));
    }
    return mixed;
  }

  /** The finalizer of SplitMix64 (Steele et al. 2014). */
  private static long mix(long state, long value) {
    long z = (state ^ value) + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
