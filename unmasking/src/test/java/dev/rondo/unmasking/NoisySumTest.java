package dev.rondo.unmasking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.privacy.accounting.Blt;
import dev.rondo.privacy.noise.GaussianNoise;
import dev.rondo.privacy.noise.NoiseKey;
import dev.rondo.protocol.round.HelperNoise;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.NoiseBuffer;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The helper adds the noise of differential privacy to the sum. */
class NoisySumTest {

  private static final long DEVIATION = 1 << 18;
  private static final HelperNoise GAUSSIAN =
      HelperNoise.of(DEVIATION, List.of(), Optional.empty());
  private static final List<NoiseBuffer> BUFFERS =
      List.of(new NoiseBuffer(0.95, 0.2), new NoiseBuffer(0.5, 0.4));

  private final Party party = new Party(3);
  private final List<String> everyone = List.copyOf(party.keys.keySet());

  private UnmaskRequest whole() {
    return party.request(everyone, 0, Party.COORDINATES);
  }

  /** What the unmasked sum has beside the sum of the updates. */
  private int[] noise(UnmaskRequest request) {
    assertThat(party.helper().run(request)).isEqualTo(new UnmaskOutcome.Answered(request.answer()));
    int[] noise = party.unmasked(request);
    int[] plain = party.plain(request);
    for (int i = 0; i < noise.length; i++) {
      noise[i] -= plain[i];
    }
    return noise;
  }

  /** The independent Gaussian noise that the helper draws for a request. */
  private long[] drawn(UnmaskRequest request) {
    NoiseKey key =
        NoiseKey.of(
            party.key.derived("noise"),
            Party.JOB,
            party.round,
            request.contributors().hex().getBytes(StandardCharsets.US_ASCII));
    long[] steps = new long[(int) (request.to() - request.from())];
    new GaussianNoise(key, DEVIATION).draw(request.from(), steps, steps.length);
    return steps;
  }

  private static HelperNoise after(int round) {
    return HelperNoise.of(DEVIATION, BUFFERS, round == 0 ? Optional.empty() : Optional.of(round));
  }

  @Test
  void theUnmaskedSumHasTheNoiseThatClientsWereToldOf() {
    party.begin(8, GAUSSIAN);

    int[] noise = noise(whole());

    assertThat(Arrays.stream(noise).asLongStream().toArray()).isEqualTo(drawn(whole()));
    double squares = Arrays.stream(noise).mapToDouble(n -> (double) n * n).sum();
    assertThat(Math.sqrt(squares / noise.length)).isEqualTo(DEVIATION, within(0.1 * DEVIATION));
  }

  @Test
  void rangesOfOneSumFitTogether() {
    party.begin(8, GAUSSIAN);

    int[] whole = noise(whole());

    assertThat(noise(party.request(everyone, 0, 300))).isEqualTo(Arrays.copyOf(whole, 300));
    assertThat(noise(party.request(everyone, 300, Party.COORDINATES)))
        .isEqualTo(Arrays.copyOfRange(whole, 300, whole.length));
  }

  @Test
  void aSumOfOtherTermsThanClientsWereToldIsRefused() {
    party.begin(8, GAUSSIAN);
    for (MaskTerms other :
        List.of(
            with(Optional.empty()),
            with(Optional.of(HelperNoise.of(1, List.of(), Optional.empty()))),
            with(Optional.of(after(0))),
            new MaskTerms(19, 10, 1, Party.COORDINATES, Optional.of(GAUSSIAN)),
            new MaskTerms(20, 10, 2, Party.COORDINATES, Optional.of(GAUSSIAN)))) {
      assertRefused(of(other), Refusal.Reason.INVALID_SEED);
    }
    assertThat(noise(whole())).isNotEmpty();
  }

  @Test
  void afterASumWasGivenAwayOtherTermsAreAnotherSet() {
    party.begin(8, GAUSSIAN);
    noise(whole());

    assertRefused(of(with(Optional.empty())), Refusal.Reason.OTHER_CONTRIBUTORS);
  }

  @Test
  void aReleaseContinuesFromAnEarlierRound() {
    party.begin(8, after(8));

    assertRefused(whole(), Refusal.Reason.NO_NOISE);
  }

  @Test
  void aReleaseHasAsManyBuffersAsTheOneBefore() {
    party.begin(8, after(0));
    noise(whole());
    party.begin(9, HelperNoise.of(DEVIATION, BUFFERS.subList(0, 1), Optional.of(8)));

    assertThat(assertRefused(whole(), Refusal.Reason.NO_NOISE).toString())
        .contains("must have 1 noise buffers as in the request");
  }

  private static MaskTerms with(Optional<HelperNoise> noise) {
    return new MaskTerms(20, 10, 1, Party.COORDINATES, noise);
  }

  private UnmaskRequest of(MaskTerms terms) {
    return new UnmaskRequest(Party.JOB, 8, whole().updates(), terms, 0, Party.COORDINATES);
  }

  /** C N = Z: the noise of all releases together is that of the mechanism. */
  @Test
  void noiseOfABltContinuesFromTheReleaseBeforeWhateverItsRanges() {
    List<int[]> released = new ArrayList<>();
    List<long[]> independent = new ArrayList<>();
    int[][] ends = {{1_000}, {100, 700, 1_000}, {400, 1_000}, {1_000}};
    // Round 9 is not released: the next one continues from round 8.
    int[] rounds = {8, 10, 11, 12};
    int before = 0;
    for (int t = 0; t < rounds.length; t++) {
      party.begin(rounds[t], after(before));
      int[] noise = new int[Party.COORDINATES];
      int from = 0;
      for (int end : ends[t]) {
        int[] range = noise(party.request(everyone, from, end));
        System.arraycopy(range, 0, noise, from, range.length);
        from = end;
      }
      released.add(noise);
      independent.add(drawn(whole()));
      before = rounds[t];
    }

    Blt blt = new Blt(List.of(0.95, 0.5), List.of(0.2, 0.4));
    for (int t = 0; t < rounds.length; t++) {
      for (int i = 0; i < Party.COORDINATES; i++) {
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          sum += coefficient(blt, t - s) * released.get(s)[i];
        }
        // Each release rounds its correlated part to a step.
        assertThat(sum).isEqualTo((double) independent.get(t)[i], within(0.5 + 1e-6));
      }
    }
  }

  private static double coefficient(Blt blt, int i) {
    if (i == 0) {
      return 1;
    }
    double sum = 0;
    for (int j = 0; j < blt.theta().size(); j++) {
      sum += blt.omega().get(j) * Math.pow(blt.theta().get(j), i - 1);
    }
    return sum;
  }

  @Test
  void aReleaseWhoseBuffersAreNotThereIsRefused() {
    party.begin(8, after(0));
    noise(party.request(everyone, 0, 500));
    party.begin(9, after(8));

    assertThat(noise(party.request(everyone, 0, 500))).isNotEmpty();
    UnmaskOutcome refused = assertRefused(whole(), Refusal.Reason.NO_NOISE);
    assertThat(refused.toString()).contains("from coordinate 500 on");
    assertThat(party.answers.keys(ObjectKeys.maskSums(Party.JOB, 9))).hasSize(1);
  }

  @Test
  void aReleaseOfTheSameRangesReadsItsOwnBuffersOnly() {
    party.begin(8, after(0));
    for (int from = 0; from < Party.COORDINATES; from += 10) {
      noise(party.request(everyone, from, from + 10));
    }
    party.begin(9, after(8));
    List<String> read = new ArrayList<>();
    ForwardingStore watched =
        new ForwardingStore(party.own) {
          @Override
          public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
            read.add(object.key());
            return super.getRange(object, from, length);
          }
        };

    party.helper(watched).run(party.request(everyone, 20, 30));

    assertThat(read.stream().distinct()).hasSize(1);
  }

  @Test
  void theSameRequestHasTheSameBytesAlthoughItsAnswerWasLost() {
    party.begin(8, after(0));
    noise(whole());
    Party again = party.withOwnBuckets();

    again.helper().run(whole());

    assertThat(again.answers.bytes(whole().answer()))
        .isEqualTo(party.answers.bytes(whole().answer()));
  }

  private UnmaskOutcome assertRefused(UnmaskRequest request, Refusal.Reason reason) {
    UnmaskOutcome outcome = party.helper().run(request);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            UnmaskOutcome.Refused.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(reason));
    return outcome;
  }
}
