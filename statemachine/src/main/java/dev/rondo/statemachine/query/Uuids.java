package dev.rondo.statemachine.query;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** UUIDs from a given random source. */
public final class Uuids {
  private Uuids() {}

  /** A version 4 UUID (RFC 9562). */
  public static String draw(RandomGenerator random) {
    long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L;
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }
}
