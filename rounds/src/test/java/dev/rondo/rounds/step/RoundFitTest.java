package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.rounds.testing.TestJob;
import org.junit.jupiter.api.Test;

class RoundFitTest {

  private static final ModelLayout LARGE = ModelLayout.of(TensorSpec.of("w", 128_000, 1_000));

  private static JobConfig krumOf(int clients) {
    String seats = Integer.toString(clients);
    return TestJob.config(
        "clients", seats, "quorum", seats, "minimum", "100", "aggregation", "krum:2");
  }

  @Test
  void aJobWhoseRoundsDoNotFitIsNotCreatedAndLearnsHowManySeatsWouldFit() {
    MemoryStore store = new MemoryStore();
    int most =
        AggregationModel.standard()
            .mostSeats(new RoundSize(128_000_000, 1, 1, AggregationRule.multiKrum(2)));
    assertThat(most).isBetween(1_000, 4_999);

    assertThatThrownBy(
            () -> new InitializeJob(store).run(krumOf(5_000), LARGE, new float[0], TestJob.START))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot aggregate a model of 128,000,000 parameters with 5,000 seats and krum:2")
        .hasMessageContaining("At most %,d seats fit: lower fraction or over_selection", most);
    assertThat(store.list("")).isEmpty();
    assertThat(RoundFit.standard().divide(krumOf(most), LARGE).distanceSlices()).isPositive();
  }

  @Test
  void aRoundOfAJobThatWasCreatedBeforeIsRefusedWhenItOpens() {
    TestJob job = TestJob.created();
    RoundFit none =
        new RoundFit(
            size -> {
              throw new InvalidInputException("no room for " + size.parameters());
            });

    assertThatThrownBy(() -> none.divide(job.memory, TestJob.config(), 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("no room for " + TestJob.CLIENTS);
  }

  private static final ModelLayout HUGE = ModelLayout.of(TensorSpec.of("w", 1_250_000, 1_000));

  @Test
  void aJobWhoseModelNoFunctionCouldEvaluateIsCreatedWithoutEvaluations() {
    MemoryStore store = new MemoryStore();
    JobConfig evaluated = TestJob.config("evaluate_every", "5");

    assertThatThrownBy(
            () -> new InitializeJob(store).run(evaluated, HUGE, new float[0], TestJob.START))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot evaluate a model of 1,250,000,000 parameters")
        .hasMessageContaining("Set evaluate_every: 0");
    assertThat(store.list("")).isEmpty();
    RoundFit.standard().admit(TestJob.config("evaluate_every", "0"), HUGE); // Does not throw.
  }

  @Test
  void theRoundsOfAJobThatExistsOpenEvenIfItsEvaluationCannotFit() {
    JobConfig evaluated = TestJob.config("evaluate_every", "1");

    assertThat(RoundFit.standard().divide(evaluated, HUGE).parts()).isPositive();
  }

  @Test
  void aRuleThatIsNoMeanHasAPartAndOnlyMultiKrumHasSlices() {
    RoundFit whole = new RoundFit(size -> Division.of(0));
    RoundFit many = new RoundFit(size -> Division.of(100));
    ModelLayout six = ModelLayout.of(TensorSpec.of("w", 6));

    assertThat(whole.divide(TestJob.config(), six)).isEqualTo(new Division(0, 0));
    assertThat(whole.divide(krumOf(200), six)).isEqualTo(new Division(1, 1));
    assertThat(many.divide(TestJob.config(), six)).isEqualTo(new Division(6, 0));
    assertThat(many.divide(krumOf(200), six)).isEqualTo(new Division(6, 6));
  }
}
