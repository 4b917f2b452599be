package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Metric;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.rounds.testing.TestJob;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payloads as round.asl.json sends them. */
class OpenRoundHandlerTest {

  private static final String EVENT = Functions.file("open-round.json");
  private static final String EXECUTION =
      "arn:aws:states:us-east-1:123456789012:execution:rondo-round:one-hot-1-6c2a3f0e";

  private final Functions functions = new Functions();

  @Test
  void aRoundOpensAndItsSeatsAreOut() {
    JsonNode answer = functions.openRound(EVENT);

    assertThat(answer.path("state").asText()).isEqualTo("open");
    assertThat(answer.path("wait_seconds").asInt())
        .isEqualTo((int) TestJob.config().deadlineSeconds());
    assertThat(functions.queue.published()).hasSize(TestJob.config().seats());
  }

  @Test
  void theSeatsNoncesAreThoseOfThePlan() {
    functions.openRound(EVENT);

    Plan plan = functions.job.plan(1);
    assertThat(functions.queue.published())
        .allMatch(seat -> plan.seatOf(seat.nonce()).equals(OptionalInt.of(seat.seat())));
  }

  @Test
  void theSecretIsMadeOnceAndKept() {
    functions.openRound(EVENT);
    byte[] secret = functions.memory.bytes(ObjectKeys.nonceSecret());
    functions.memory.remove(ObjectKeys.plan(TestJob.ID, 1));
    functions.memory.remove(ObjectKeys.seats(TestJob.ID, 1));
    functions.openRound(EVENT);

    assertThat(secret).hasSize(32);
    assertThat(functions.memory.bytes(ObjectKeys.nonceSecret())).isEqualTo(secret);
    List<Seat> seats = functions.queue.published();
    int half = seats.size() / 2;
    assertThat(seats.subList(0, half)).isEqualTo(seats.subList(half, seats.size()));
  }

  @Test
  void aRoundCanTrainOtherwiseThanItsJob() {
    functions.openRound(Functions.file("open-round-with-overrides.json"));

    assertThat(functions.job.plan(1).training().epochs()).isEqualTo(3);
    assertThat(functions.job.plan(1).training().learningRate()).isEqualTo(0.25);
  }

  @Test
  void aRetryGoesOnWhereTheFirstCallWas() {
    functions.openRound(EVENT);
    JsonNode again = functions.openRound(EVENT);

    assertThat(again.path("state").asText()).isEqualTo("open");
    assertThat(functions.queue.published()).hasSize(TestJob.config().seats());
  }

  @Test
  void anotherExecutionLearnsWhichExecutionRunsTheRound() {
    functions.openRound(EVENT);
    functions.running.add(EXECUTION);
    JsonNode answer = functions.openRound(EVENT.replace("6c2a3f0e", "another"));

    assertThat(answer.path("state").asText()).isEqualTo("elsewhere");
    assertThat(answer.path("execution").asText()).isEqualTo(EXECUTION);
    assertThat(functions.lines.values(Metric.ROUND_OPENED_AT)).as("of the first").hasSize(1);
  }

  @Test
  void anOpenRoundTellsWhenItWasOpenedAndAClosedOneDoesNot() {
    functions.openRound(EVENT);
    double opened = functions.lines.values(Metric.ROUND_OPENED_AT).get(0);
    functions.pass(Duration.ofSeconds(30));
    functions.job.aggregate(1);
    functions.close(1);
    functions.openRound(EVENT);

    assertThat(opened).isEqualTo(functions.job.plan(1).openedAt().toEpochMilli() / 1000.0);
    assertThat(functions.lines.values(Metric.ROUND_OPENED_AT)).hasSize(1);
    assertThat(functions.lines.values(Metric.ROUND_ENDED_AT)).containsExactly(opened + 30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"job\":\"one-hot\",\"round\":2,\"execution\":\"e\"}|the next round must be 1, but is 2",
        "{\"job\":\"nobody\",\"round\":1,\"execution\":\"e\"}|Job nobody does not exist",
        "{\"job\":\"../x\",\"round\":1,\"execution\":\"e\"}|job must be 1 to 63 characters of a-z",
        "{\"job\":\"one-hot\",\"round\":\"1\",\"execution\":\"e\"}|'round' must be a whole number",
        "{\"job\":\"one-hot\",\"round\":1}|'execution' must be a string",
        "{}|'round' must be a whole number",
      })
  void badInputIsToldApartFromTrouble(String event, String message) {
    assertThatThrownBy(() -> functions.openRound(event))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aStoreThatFailsIsCalledSoThatTheStateMachineTriesAgain() {
    FaultyStore faulty = new FaultyStore(functions.memory, n -> true, FaultyStore.Moment.BEFORE);

    assertThatThrownBy(() -> functions.through(faulty).openRound(EVENT))
        .isExactlyInstanceOf(StoreException.class);
    // Step Functions matches names, not classes: this one is not retried.
    assertThat(ForbiddenException.class.getName()).isNotEqualTo(StoreException.class.getName());
  }

  @Test
  void theLogNeverHoldsASecret() {
    functions.openRound(EVENT);
    String log = functions.lines.logs().toString();

    assertThat(functions.queue.published()).noneMatch(seat -> log.contains(seat.nonce()));
    assertThat(functions.memory.list("control/").stream().map(ObjectInfo::key))
        .containsExactly(ObjectKeys.nonceSecret());
  }
}
