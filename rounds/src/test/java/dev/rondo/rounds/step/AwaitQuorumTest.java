package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.WaitToken;
import dev.rondo.rounds.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwaitQuorumTest {

  private final TestJob job = TestJob.created("quorum", "3");

  @BeforeEach
  void open() {
    job.open(1);
  }

  private void await(String token) {
    job.signal.await(token);
    job.awaitQuorum().run(TestJob.request(1), token);
  }

  private void foldAlone(int client) {
    job.fold(job.upload(1, client));
  }

  @Test
  void theRoundWakesWhenTheLastUpdateComesAfterTheToken() {
    await("token");
    foldAlone(0);
    foldAlone(1);
    assertThat(job.signal.sent()).isEmpty();
    foldAlone(2);

    assertThat(job.signal.sent()).containsExactly("token");
    assertThat(job.signal.isWaiting("token")).isFalse();
  }

  @Test
  void theRoundWakesWhenTheLastUpdateCameBeforeTheToken() {
    foldAlone(0);
    foldAlone(1);
    foldAlone(2);
    assertThat(job.signal.sent()).isEmpty();
    await("token");

    assertThat(job.signal.isWaiting("token")).isFalse();
  }

  @Test
  void theSameClientInSeveralSumsCountsOnce() {
    await("token");
    UpdateEvent a = job.upload(1, 0);
    UpdateEvent b = job.upload(1, 1);
    job.fold(a, b);
    job.fold(b, a);
    job.fold(a);
    job.fold(b);

    assertThat(job.signal.sent()).isEmpty();
    foldAlone(2);
    assertThat(job.signal.isWaiting("token")).isFalse();
  }

  @Test
  void aRejectedUpdateDoesNotCount() {
    await("token");
    foldAlone(0);
    foldAlone(1);
    job.fold(job.upload(1, UpdateFile.CLIENT, new UpdateFile().with("round", "9").bytes()));

    assertThat(job.signal.sent()).isEmpty();
  }

  @Test
  void aNewAttemptsTokenIsTriedFirst() {
    await("old");
    await("new");
    foldAlone(0);
    foldAlone(1);
    foldAlone(2);

    assertThat(job.signal.sent()).containsExactly("new");
  }

  @Test
  void anAttemptThatWasGivenUpAndStoresItsTokenLastDoesNotLoseTheWakeUp() {
    job.signal.await("old");
    await("new");
    job.signal.quorumReached("old"); // The state machine has given it up,
    job.awaitQuorum().run(TestJob.request(1), "old"); // but its function still runs.
    foldAlone(0);
    foldAlone(1);
    foldAlone(2);

    assertThat(job.signal.isWaiting("new")).isFalse();
  }

  @Test
  void anAttemptThatRunsAgainStoresItsTokenOnce() {
    await("old");
    await("new");
    await("old");

    assertThat(new Documents(job.memory).require(ObjectKeys.token(TestJob.ID, 1), WaitToken.class))
        .isEqualTo(new WaitToken("old").and("new"));
  }

  @Test
  void aRefusedTokenThatHasBeenReplacedMeanwhileIsFollowedByTheNewOne() {
    await("old");
    foldAlone(0);
    foldAlone(1);
    job.signal.meanwhile(
        () -> {
          job.signal.quorumReached("old"); // It runs out,
          job.signal.await("new"); // and the next attempt stores its own.
          new Documents(job.memory).write(ObjectKeys.token(TestJob.ID, 1), new WaitToken("new"));
        });
    foldAlone(2);

    assertThat(job.signal.sent()).endsWith("new");
    assertThat(job.signal.isWaiting("new")).isFalse();
  }

  @Test
  void aRefusedTokenThatIsStillTheNewestIsLeftAlone() {
    job.awaitQuorum().run(TestJob.request(1), "nobody waits");
    foldAlone(0);
    foldAlone(1);
    foldAlone(2);

    assertThat(job.signal.sent()).containsExactly("nobody waits");
  }

  @Test
  void aDecidedRoundWakesWhoeverWaits() {
    foldAlone(0);
    foldAlone(1);
    job.aggregate(1);
    await("token");

    assertThat(job.signal.isWaiting("token")).isFalse();
  }
}
