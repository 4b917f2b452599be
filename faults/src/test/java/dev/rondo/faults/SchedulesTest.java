package dev.rondo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.faults.invariant.MaskedRounds;
import dev.rondo.faults.invariant.Violation;
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
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The first of the schedules that {@code scripts/faults} runs, with all invariants checked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulesTest {

  private static final int SCHEDULES = 500;
  private static final Heaviest NOTHING = new Heaviest(0, 0);

  private final Map<Long, Violation> violations = new TreeMap<>();
  private final Set<Fault> done = EnumSet.noneOf(Fault.class);
  private MaskedRounds masked = MaskedRounds.NONE;
  private double mostMemory;

  @BeforeAll
  void runAll() {
    try (Stage stage = new Stage()) {
      for (long seed = 1; seed <= SCHEDULES; seed++) {
        Scenario scenario = Scenario.of(seed);
        Schedule schedule = new Schedule(scenario, seed, Selection.all(), false, stage);
        Schedule.Outcome outcome = schedule.run();
        if (outcome.violation().isPresent()) {
          violations.put(seed, outcome.violation().get());
        }
        outcome.faults().stream().map(Struck::fault).forEach(done::add);
        masked = masked.and(outcome.masked().orElse(MaskedRounds.NONE));
        if (scenario.size().isLarge()) {
          Heaviest part = schedule.bill().heaviest().getOrDefault("fold-part", NOTHING);
          mostMemory = Math.max(mostMemory, (double) part.bytes() / Limits.of("fold-part").bytes());
        }
      }
    }
  }

  @Test
  void noScheduleBreaksAnInvariant() {
    assertThat(violations).isEmpty();
  }

  @Test
  void everyKindOfFaultHappens() {
    assertThat(done).containsExactlyInAnyOrder(Fault.values());
  }

  @Test
  void clientsDropOutAfterTheyHaveMaskedAndTheHelperRefusesSomeRounds() {
    assertThat(masked.withDropOuts()).isGreaterThan(25);
    assertThat(masked.summed()).isGreaterThan(masked.withDropOuts());
    assertThat(masked.refused()).isGreaterThan(10);
  }

  @Test
  void someFunctionsOfLargeModelsNeedNearlyAllTheirMemory() {
    assertThat(mostMemory).isBetween(0.9, 1.0);
  }

  @Test
  void theSameSeedRunsTheSameScheduleStepByStep() {
    List<Long> seeds =
        LongStream.concat(
                LongStream.rangeClosed(1, 5),
                LongStream.rangeClosed(6, SCHEDULES)
                    .filter(seed -> Scenario.of(seed).masked())
                    .limit(3))
            .boxed()
            .toList();
    try (Stage stage = new Stage();
        Stage another = new Stage()) {
      for (long seed : seeds) {
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
  void wholeModelsGroupsAndPartsAreMasked() {
    List<Scenario> masks =
        LongStream.rangeClosed(1, SCHEDULES)
            .mapToObj(Scenario::of)
            .filter(Scenario::masked)
            .toList();

    assertThat(masks).hasSizeBetween(SCHEDULES / 10, SCHEDULES / 6);
    assertThat(masks).filteredOn(s -> s.size().division().parts() > 1).hasSizeGreaterThan(15);
    assertThat(masks).filteredOn(s -> s.size().division().parts() == 0).hasSizeGreaterThan(15);
    assertThat(masks)
        .filteredOn(s -> s.size().division().parts() == 0 && s.portions().groups() > 0)
        .hasSizeGreaterThan(3);
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
