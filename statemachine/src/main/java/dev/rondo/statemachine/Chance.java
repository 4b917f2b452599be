package dev.rondo.statemachine;

import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Random numbers as a function of (seed, execution, purpose), so that no draw moves another. */
record Chance(long seed) {

  RandomGenerator of(String execution, String purpose) {
    return new SplittableRandom(mix(mix(seed, execution), purpose));
  }

  /** A version 4 UUID (RFC 9562). */
  static String uuid(RandomGenerator random) {
    long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L;
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
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
