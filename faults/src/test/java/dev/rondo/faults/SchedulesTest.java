package dev.rondo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.Mischief.Struck;
import dev.rondo.faults.service.Selection;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The first of the schedules that {@code scripts/faults} plays, all invariants looked at. */
class SchedulesTest {

  private static final int SCHEDULES = 500;

  @Test
  void noScheduleBreaksAnInvariantAndEveryKindOfFaultIsPlayed() {
    Set<Fault> played = EnumSet.noneOf(Fault.class);
    try (Stage stage = new Stage()) {
      for (long seed = 1; seed <= SCHEDULES; seed++) {
        Schedule.Outcome outcome = Schedule.play(seed, Selection.all(), false, stage);
        assertThat(outcome.violation()).as("seed %d", seed).isEmpty();
        outcome.faults().stream().map(Struck::fault).forEach(played::add);
      }
    }

    assertThat(played).containsExactlyInAnyOrder(Fault.values());
  }

  @Test
  void theSameSeedPlaysTheSameScheduleStepByStep() {
    try (Stage stage = new Stage();
        Stage another = new Stage()) {
      for (long seed = 1; seed <= 5; seed++) {
        Schedule.Outcome outcome = Schedule.play(seed, Selection.all(), true, stage);

        assertThat(Schedule.play(seed, Selection.all(), true, another)).isEqualTo(outcome);
        assertThat(outcome.trace()).hasSizeGreaterThan(50);
      }
    }
  }

  @Test
  void withoutFaultsEveryRoundIsCommitted() {
    try (Stage stage = new Stage()) {
      for (long seed = 1; seed <= 20; seed++) {
        Selection none = new Selection(EnumSet.allOf(Fault.class), Set.of(), 0);
        Schedule.Outcome outcome = Schedule.play(seed, none, true, stage);

        assertThat(outcome.violation()).isEmpty();
        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.trace())
            .filteredOn(line -> line.contains("card.json") && line.contains("PUT"))
            .as("seed %d", seed)
            .hasSize(1 + Scenario.of(seed).config().rounds());
      }
    }
  }
}
