package dev.rondo.unmasking;

import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import java.util.Arrays;
import java.util.List;

/** Any bytes as a client's sealed seed: the seed, or a refusal, without an exception. */
class SealedSeedFuzzTest extends FuzzContract {

  private static final Party PARTY = new Party(3);
  private static final UnmaskRequest REQUEST = PARTY.request("client-0", "client-1", "client-2");

  @Override
  protected Fuzz fuzz() {
    byte[] valid = PARTY.masked("client-1").seed().bytes();
    byte[] other = PARTY.masked("client-0").seed().bytes();
    byte[] zeros = new byte[valid.length];
    zeros[0] = valid[0];
    return Fuzz.of(SealedSeedFuzzTest.class, SealedSeedFuzzTest::check, NoSeed.class)
        .allocating(16 << 20, 64)
        .from(List.of(valid, other, zeros, Arrays.copyOf(valid, 60_000), new byte[0]));
  }

  /** Tells the fuzzing that the helper refuses these bytes. */
  private static final class NoSeed extends Exception {
    NoSeed(String message) {
      super(message);
    }
  }

  private static void check(byte[] input) throws NoSeed {
    Party party = PARTY.withOwnBuckets(); // In which no set is frozen.
    party.own.put(party.seed("client-1"), Content.of(input));
    if (party.helper().run(REQUEST) instanceof UnmaskOutcome.Refused refused) {
      throw new NoSeed(refused.refusal().message());
    }
  }
}
