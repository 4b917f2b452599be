package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.WaitToken;
import dev.rondo.rounds.testing.TestJob;
import org.junit.jupiter.api.Test;

class AwaitQuorumHandlerTest {

  private final Functions functions = new Functions();

  @Test
  void theTokenIsKeptForTheWorkers() {
    functions.job.open(1);

    assertThat(functions.awaitQuorum().toString()).isEqualTo("{}");
    assertThat(
            new Documents(functions.memory)
                .require(ObjectKeys.token(TestJob.ID, 1), WaitToken.class))
        .isEqualTo(new WaitToken(Functions.TOKEN));
    assertThat(functions.signal.sent()).isEmpty();
  }

  @Test
  void aQuorumThatIsThereAlreadyWakesTheRoundAtOnce() {
    functions.job.open(1);
    for (int client = 0; client < 4; client++) {
      functions.job.upload(1, client);
    }
    functions.fold("several-in-one-message.json");
    functions.signal.await(Functions.TOKEN);
    functions.awaitQuorum();

    assertThat(functions.signal.sent()).containsExactly(Functions.TOKEN);
  }

  @Test
  void theLogNeverHoldsTheToken() {
    functions.job.open(1);
    functions.awaitQuorum();

    assertThat(functions.lines.logs().toString()).doesNotContain(Functions.TOKEN);
  }
}
