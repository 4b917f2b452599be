package dev.rondo.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.faults.LargeRound.Report;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.rounds.cost.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Smaller ones of the rounds of {@code scripts/faults --large}. */
class LargeRoundTest {

  private final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void multiKrumAmongUpdatesOf128MillionParametersIsCommittedWithinTheLimits() {
    Report report = LargeRound.MULTI_KRUM.run(40, stage);

    assertThat(report.outcome().violation()).isEmpty();
    assertThat(report.result()).startsWith("COMMITTED with 38 of 40 seats");
    assertThat(report.bill().heaviest())
        .hasEntrySatisfying(
            "fold-part", part -> assertThat(part.bytes()).isGreaterThan(200L << 20));
  }

  @Test
  void aRoundOfTheSmallModelIsCommittedIfUpdatesComeOneByOne() {
    int seats = 1_500;

    Report report = LargeRound.ONE_BY_ONE.run(seats, stage);

    assertThat(report.outcome().violation()).isEmpty();
    assertThat(report.result()).startsWith("COMMITTED with 1,500 of 1,500 seats");
    Requests requests = report.bill().requests();
    // An update and its verdict; and a listing for each update.
    assertThat(requests.puts()).isBetween(2L * seats, 2L * seats + 150);
    assertThat(requests.lists()).isLessThan(seats + 300L);
    assertThat(report.bill().runs()).isBetween((long) seats, seats + 100L);
  }

  @Test
  void moreSeatsThanTheModelOfScaleAdmitsAreRefused() {
    assertThatThrownBy(() -> LargeRound.MULTI_KRUM.run(5_000, stage))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("At most 2,273 seats fit");
  }

  @Test
  void roundsHaveTheNamesOfTheCommand() {
    assertThat(LargeRound.named("multi-krum")).isEqualTo(LargeRound.MULTI_KRUM);
    assertThat(LargeRound.named("one-by-one")).isEqualTo(LargeRound.ONE_BY_ONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LargeRound.named("ONE_BY_ONE"))
        .withMessage("ROUND must be multi-krum or one-by-one, but is ONE_BY_ONE");
  }
}
