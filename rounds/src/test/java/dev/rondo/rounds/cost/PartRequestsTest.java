package dev.rondo.rounds.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.state.RoundResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model of a round in parts's requests is what the steps really ask for. */
class PartRequestsTest {

  /** Job, plan, contributors and candidates before the first run; job, plan, contributors after. */
  private static final Requests HANDLERS_OF_MASTER = new Requests(0, 7, 0, 0);

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 6, 0, true, true",
    "10, 1, 1, 100, 60, true, false",
    "10, 10, 3, 100, 0, true, true",
    "10, 4, 7, 100, 0, false, false",
    "20, 4, 16, 1000, 30, false, true",
    "20, 1, 40, 4096, 0, true, false",
    "100, 34, 5, 333, 0, true, true",
    "100, 100, 2, 64, 60, true, false",
  })
  void theModelsCountsAreThoseOfTheSteps(
      int updates,
      int batches,
      int parts,
      int parameters,
      double seconds,
      boolean evaluate,
      boolean leased) {
    RoundShape shape = new RoundShape(updates, batches, parameters, seconds, evaluate, 0, leased);
    int range = 4 * 16;
    RealRound done = new RealRound(shape, parts, new Reads(Runnable::run, 1, range, 1 << 20));
    RoundResult result = done.run();

    assertThat(result.accepted()).isEqualTo(updates);
    assertThat(done.woken()).isEqualTo(1);
    PartRequests model = new PartRequests(shape, parts, range);
    for (Caller part : Caller.values()) {
      assertThat(model.of(part))
          .as(part.title())
          .isEqualTo(done.requests(part).plus(ofHandlers(part, shape, parts)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10, 4, 3, 100, 0",
    "10, 4, 3, 100, 1",
    "10, 1, 3, 100, 2",
    "20, 4, 16, 1000, 4",
    "100, 34, 5, 333, 2",
    "10, 4, 1, 17, 2",
  })
  void theModelCountsPrivateRounds(
      int updates, int batches, int parts, int parameters, int buffers) {
    RoundShape shape =
        new RoundShape(updates, batches, parameters, 0, true, 0, true)
            .with(buffers == 0 ? Protection.GAUSSIAN : Protection.blt(buffers));
    int range = 4 * 16;
    PartRequests model = new PartRequests(shape, parts, range);

    for (int round = 1; round <= 3; round++) {
      RealRound done = new RealRound(shape, parts, new Reads(Runnable::run, 1, range, 1 << 20));
      done.run(round);
      for (Caller part : Caller.values()) {
        Requests more = round == 1 ? Requests.NONE : model.moreInLaterRounds(part);
        assertThat(model.of(part).plus(more))
            .as(part.title())
            .isEqualTo(done.requests(part).plus(ofHandlers(part, shape, parts)));
      }
    }
  }

  @Test
  void aMaskedRoundCallsTheHelperForEachPart() {
    PartRequests round =
        new PartRequests(
            new RoundShape(20, 4, 128_000_000, 30, false).with(Protection.MASKS), 16, 16 << 20);

    assertThat(round.transitions()).isEqualTo(7 + 3 + 16 + 3 + 16);
    assertThat(round.invocations()).isEqualTo(3 + 4 + 3 + 16 + 16);
  }

  private static Requests ofHandlers(Caller part, RoundShape shape, int parts) {
    return switch (part) {
      case AGGREGATE -> HANDLERS_OF_MASTER;
      case FOLD_PART -> RoundRequests.ofHandlers(part, parts);
      default ->
          part.isFunction()
              ? RoundRequests.ofHandlers(part, RoundRequests.invocations(part, shape))
              : Requests.NONE;
    };
  }

  @Test
  void aRoundIsTheSumOfItsParts() {
    PartRequests round =
        new PartRequests(new RoundShape(20, 4, 128_000_000, 30, false), 16, 16 << 20);

    // As on the other path without the four sums; two puts of each part; two ranges of 21 files.
    assertThat(round.all().puts()).isEqualTo(53 + 2 * 16);
    assertThat(round.ranges()).isEqualTo(16 * 2 * 21);
    assertThat(round.transitions()).isEqualTo(7 + 3 + 16);
    assertThat(round.invocations()).isEqualTo(3 + 4 + 2 + 16);
  }

  @Test
  void aModelHasAParameterForEachPart() {
    RoundShape shape = new RoundShape(1, 1, 3, 0, false);

    assertThatThrownBy(() -> new PartRequests(shape, 4, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 parts");
  }
}
