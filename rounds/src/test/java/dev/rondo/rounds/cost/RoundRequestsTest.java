package dev.rondo.rounds.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.rounds.state.RoundResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model of a round's requests is what the steps really ask for. */
class RoundRequestsTest {

  @ParameterizedTest
  @CsvSource({
    "10, 1, 0, 0, true, true",
    "10, 10, 0, 0, true, false",
    "10, 4, 0, 60, true, true",
    "10, 8, 0, 0, false, true",
    "10, 8, 3, 0, false, false",
    "100, 10, 0, 60, true, true",
    "100, 10, 2, 60, true, true",
    "100, 34, 0, 0, true, false",
    "100, 70, 0, 0, true, true",
    "100, 70, 7, 0, true, true",
    "100, 100, 0, 60, true, false",
    "100, 100, 8, 60, true, true",
    "1, 1, 0, 0, true, true",
    "1, 1, 0, 0, true, false",
  })
  void theModelsCountsAreThoseOfTheSteps(
      int updates,
      int batches,
      int groups,
      double trainingSeconds,
      boolean evaluate,
      boolean leased) {
    RoundShape shape =
        new RoundShape(updates, batches, 3, trainingSeconds, evaluate, groups, leased);
    RealRound done = new RealRound(shape);
    RoundResult result = done.run();

    assertThat(result.accepted()).isEqualTo(updates);
    assertThat(done.woken()).isEqualTo(1);
    for (Caller part : Caller.values()) {
      assertThat(RoundRequests.ofStep(part, shape)).as(part.title()).isEqualTo(done.requests(part));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1, 0, 0",
    "10, 4, 0, 0",
    "10, 4, 2, 0",
    "10, 4, 0, 1",
    "10, 10, 3, 1",
    "10, 7, 0, 2",
    "10, 10, 0, 4",
    "100, 34, 5, 4",
  })
  void theModelCountsPrivateRounds(int updates, int batches, int groups, int buffers) {
    RoundShape shape =
        new RoundShape(updates, batches, 3, 0, true, groups, true)
            .with(buffers == 0 ? Protection.GAUSSIAN : Protection.blt(buffers));

    for (int round = 1; round <= 3; round++) {
      RealRound done = new RealRound(shape);
      done.run(round);
      for (Caller part : Caller.values()) {
        Requests more = round == 1 ? Requests.NONE : RoundRequests.moreInLaterRounds(part, shape);
        assertThat(RoundRequests.ofStep(part, shape).plus(more))
            .as(part.title())
            .isEqualTo(done.requests(part));
      }
    }
  }

  @Test
  void aLaterRoundAsksForTheResultOfTheRoundBefore() {
    RoundShape shape = new RoundShape(10, 4, 3, 0, true);
    RealRound done = new RealRound(shape);
    done.run(2);

    for (Caller part : Caller.values()) {
      assertThat(
              RoundRequests.ofStep(part, shape).plus(RoundRequests.moreInLaterRounds(part, shape)))
          .as(part.title())
          .isEqualTo(done.requests(part));
    }
    assertThat(RoundRequests.moreInLaterRounds(Caller.OPEN_ROUND, shape).gets()).isEqualTo(1);
  }

  @Test
  void aMaskedRoundInvokesTheMasterTwiceAndTheHelperOnce() {
    RoundShape shape = new RoundShape(100, 10, 3, 0, true).with(Protection.MASKS);

    assertThat(RoundRequests.invocations(shape)).isEqualTo(15 + 1 + 1);
    assertThat(RoundRequests.transitions(shape)).isEqualTo(8 + 3 + 1);
    assertThat(RoundRequests.invocations(shape.inGroups(4))).isEqualTo(15 + 2 + 1 + 4);
    assertThat(RoundRequests.transitions(shape.inGroups(4))).isEqualTo(8 + 3 + 1 + 3 + 4);
  }

  @Test
  void thereAreNoBuffersWithoutPrivacy() {
    assertThatThrownBy(() -> new Protection(false, 1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("privacy false cannot have 1 noise buffers");
  }

  @Test
  void aRoundInvokesEachFunctionOnceAndTheWorkerOnceABatch() {
    assertThat(RoundRequests.invocations(new RoundShape(100, 10, 3, 0, true))).isEqualTo(15);
    assertThat(RoundRequests.invocations(new RoundShape(100, 10, 3, 0, false))).isEqualTo(14);
  }

  @Test
  void aRoundInGroupsInvokesTheMasterTwiceAndAFunctionAGroup() {
    RoundShape shape = new RoundShape(100, 10, 3, 0, true).inGroups(4);

    assertThat(RoundRequests.invocations(shape)).isEqualTo(15 + 1 + 4);
    assertThat(RoundRequests.transitions(shape)).isEqualTo(8 + 3 + 4);
  }

  @Test
  void updatesCannotComeInMoreBatchesThanThereAre() {
    assertThatThrownBy(() -> new RoundShape(3, 4, 3, 0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 batches");
  }
}
