package dev.rondo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.faults.service.Bill.Heaviest;
import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.Limits;
import dev.rondo.faults.service.Mischief.Struck;
import dev.rondo.faults.service.Selection;
import dev.rondo.protocol.round.AggregationRule.Kind;
import dev.rondo.rounds.job.JobConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The first of the schedules that {@code scripts/faults} runs, with all invariants checked. */
class SchedulesTest {

  private static final int SCHEDULES = 500;
  private static final Heaviest NOTHING = new Heaviest(0, 0);

  @Test
  void noScheduleBreaksAnInvariantAndEveryKindOfFaultIsRun() {
    Set<Fault> done = EnumSet.noneOf(Fault.class);
    try (Stage stage = new Stage()) {
      for (long seed = 1; seed <= SCHEDULES; seed++) {
        Schedule.Outcome outcome = Schedule.run(seed, Selection.all(), false, stage);
        assertThat(outcome.violation()).as("seed %d", seed).isEmpty();
        outcome.faults().stream().map(Struck::fault).forEach(done::add);
      }
    }

    assertThat(done).containsExactlyInAnyOrder(Fault.values());
  }

  @Test
  void theSameSeedRunsTheSameScheduleStepByStep() {
    try (Stage stage = new Stage();
        Stage another = new Stage()) {
      for (long seed = 1; seed <= 5; seed++) {
        Schedule.Outcome outcome = Schedule.run(seed, Selection.all(), true, stage);

        assertThat(Schedule.run(seed, Selection.all(), true, another)).isEqualTo(outcome);
        assertThat(outcome.trace()).hasSizeGreaterThan(50);
      }
    }
  }

  @Test
  void aGoodPartOfTheSchedulesHasEachRuleAndEachWayToRun() {
    List<Scenario> all = LongStream.rangeClosed(1, SCHEDULES).mapToObj(Scenario::of).toList();
    Map<String, Predicate<Scenario>> parts =
        Map.of(
            "a training", Scenario::training,
            "momentum over rounds", s -> s.config().serverMomentum() > 0 && s.config().rounds() > 1,
            "clipping", s -> s.config().clipUpdateNorm() > 0,
            "parts", s -> s.size().division().parts() > 1,
            "groups",
                s ->
                    s.portions().groups() > 0
                        && s.size().division().parts() == 0
                        && s.config().aggregation().isMean(),
            "median", s -> s.config().aggregation().kind() == Kind.MEDIAN,
            "trimmed mean", s -> s.config().aggregation().kind() == Kind.TRIMMED_MEAN,
            "multi-Krum", s -> s.config().aggregation().kind() == Kind.MULTI_KRUM,
            "several parts for multi-Krum",
                s ->
                    s.config().aggregation().kind() == Kind.MULTI_KRUM
                        && s.size().division().parts() > 1,
            "a target", s -> s.training() && s.config().targetAccuracy() > 0);

    assertThat(parts)
        .allSatisfy((name, part) -> assertThat(all).filteredOn(part).hasSizeGreaterThan(25));
    assertThat(Kind.values())
        .allSatisfy(
            kind ->
                assertThat(all)
                    .filteredOn(s -> s.size().isLarge())
                    .filteredOn(s -> s.config().aggregation().kind() == kind)
                    .as("large models with %s", kind)
                    .hasSizeGreaterThan(8));
  }

  @Test
  void aGoodPartOfTheSchedulesCrossesBlocksAndReachesLimits() {
    List<Scenario> all = LongStream.rangeClosed(1, SCHEDULES).mapToObj(Scenario::of).toList();
    Map<String, Predicate<Scenario>> parts =
        Map.of(
            "an update in several blocks", s -> s.portions().blocks().ofUpdate() < 4,
            "a sum in several blocks", s -> s.portions().blocks().ofSum() < 4,
            "updates in several groups side by side", s -> s.portions().blocks().updates() < 4,
            "a master in several passes", s -> s.portions().limits().mostReads() < 100,
            "rejections in several blocks", s -> s.portions().limits().rejectionDigits(5) > 0,
            "a last step that leaves updates unread", s -> s.portions().limits().mostVerdicts() < 6,
            "a roster", s -> s.roster().isPresent());

    assertThat(parts)
        .allSatisfy((name, part) -> assertThat(all).filteredOn(part).hasSizeGreaterThan(100));
  }

  @Test
  void someFunctionsOfLargeModelsNeedNearlyAllTheirMemory() {
    double most = 0;
    try (Stage stage = new Stage()) {
      for (long seed = 1; seed <= SCHEDULES; seed++) {
        Scenario scenario = Scenario.of(seed);
        if (scenario.size().isLarge()) {
          Schedule schedule = new Schedule(scenario, seed, Selection.all(), false, stage);
          assertThat(schedule.run().violation()).as("seed %d", seed).isEmpty();
          Heaviest part = schedule.bill().heaviest().getOrDefault("fold-part", NOTHING);
          most = Math.max(most, (double) part.bytes() / Limits.of("fold-part").bytes());
        }
      }
    }

    assertThat(most).isBetween(0.9, 1.0);
  }

  @Test
  void withoutFaultsAndWithTimeEnoughEveryRoundIsCommitted() {
    List<Long> unhurried =
        LongStream.iterate(1, seed -> seed + 1)
            .filter(seed -> isUnhurried(Scenario.of(seed)))
            .limit(20)
            .boxed()
            .toList();
    try (Stage stage = new Stage()) {
      for (long seed : unhurried) {
        Selection none = new Selection(EnumSet.allOf(Fault.class), Set.of(), 0);
        Schedule.Outcome outcome = Schedule.run(seed, none, true, stage);

        assertThat(outcome.violation()).isEmpty();
        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.trace())
            .filteredOn(line -> line.contains("manifest.json") && line.contains("PUT"))
            .as("seed %d", seed)
            // Version 0 and each round. In the end one more round is abandoned, unless that comes
            // too late, and another one is run.
            .hasSizeBetween(2 + lastRound(Scenario.of(seed)), 3 + lastRound(Scenario.of(seed)));
      }
    }
  }

  /**
   * No round waits for a client that holds two seats to return one of them, or for one that privacy
   * excludes.
   */
  private static boolean isUnhurried(Scenario scenario) {
    JobConfig config = scenario.config();
    return config.differentialPrivacy().isEmpty()
        && config.deadlineSeconds() * 1_000 > 10 * scenario.trainingMillis()
        && (config.deadlineSeconds() > 180 || config.minimum() <= (config.seats() + 1) / 2);
  }

  /** With a target of 0.25 the second version is the last, if it is evaluated. */
  private static int lastRound(Scenario scenario) {
    JobConfig config = scenario.config();
    boolean reached =
        scenario.training() && config.targetAccuracy() > 0 && config.evaluateEvery() > 0;
    return reached ? Math.min(2, config.rounds()) : config.rounds();
  }
}
