package dev.rondo.faults;

import dev.rondo.faults.Scenario.Course;
import dev.rondo.faults.service.Bill;
import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.Limits;
import dev.rondo.faults.service.Selection;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.settings.RawSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rounds of many seats or large models, run without faults but with all limits and invariants: what
 * the model of scale admits is committed.
 */
enum LargeRound {
  /** Multi-Krum among updates of 128 million parameters each. */
  MULTI_KRUM("krum:2", 1_000, 12_800, 10_000) {
    @Override
    Scenario with(JobConfig config) {
      // Four reads are in flight, so a read takes a quarter of its 30 ms.
      return scenario(config, 7.5, 10);
    }
  },

  /** The 2NN with 199,210 parameters; each update is validated before the next one comes. */
  ONE_BY_ONE("weighted", 100_000, 10, 19_921) {
    @Override
    Scenario with(JobConfig config) {
      // Sixteen verdicts are read at once, so a read takes a sixteenth of its 30 ms.
      return scenario(config, 2, 1);
    }
  };

  private static final int MOVED = 8;
  private static final long SEED = 1;

  private final String rule;
  private final int usualSeats;
  private final int numbers;
  private final long magnitude;

  /**
   * @param numbers of the small model that is run
   * @param magnitude what each of them stands for
   */
  LargeRound(String rule, int usualSeats, int numbers, long magnitude) {
    this.rule = rule;
    this.usualSeats = usualSeats;
    this.numbers = numbers;
    this.magnitude = magnitude;
  }

  /**
   * What came of it.
   *
   * @param result of the round, in words
   * @param bill what it used
   */
  record Report(Schedule.Outcome outcome, String result, Bill bill) {

    /** What it used, in a few lines. */
    String text() {
      Requests requests = bill.requests();
      Prices prices = Prices.usEast1();
      return String.format(
              Locale.ROOT,
              "%s%n%,d PUT, %,d GET, %,d LIST: $%.2f%n%,d runs of functions, %,.0f GB-seconds:"
                  + " $%.2f%n",
              result,
              requests.puts(),
              requests.gets(),
              requests.lists(),
              bill.storeDollars(prices),
              bill.runs(),
              bill.gbSeconds(),
              bill.lambdaDollars(prices))
          + heaviest();
    }

    private String heaviest() {
      return bill.heaviest().entrySet().stream()
          .map(
              entry ->
                  String.format(
                      Locale.ROOT,
                      "%-14s at most %4.0f of %4d s, %4d of %4d MB%n",
                      entry.getKey(),
                      entry.getValue().seconds(),
                      Limits.of(entry.getKey()).time().toSeconds(),
                      entry.getValue().bytes() >> 20,
                      Limits.of(entry.getKey()).bytes() >> 20))
          .collect(Collectors.joining());
    }
  }

  /**
   * The round of this name, such as {@code multi-krum}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static LargeRound named(String name) {
    return Arrays.stream(values())
        .filter(round -> round.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "ROUND must be multi-krum or one-by-one, but is " + name));
  }

  int usualSeats() {
    return usualSeats;
  }

  /** Runs a round of so many seats. */
  Report run(int seats, Stage stage) {
    Selection none = new Selection(EnumSet.allOf(Fault.class), Set.of(), 0);
    Schedule schedule = new Schedule(with(config(seats)), SEED, none, false, stage);
    return new Report(schedule.run(), schedule.result(1), schedule.bill());
  }

  abstract Scenario with(JobConfig config);

  private JobConfig config(int seats) {
    Map<String, String> values =
        Map.of(
            "job", "large",
            "model", "one-hot",
            "clients", Integer.toString(seats),
            "fraction", "1",
            "rounds", "1",
            "aggregation", rule,
            "deadline_seconds", "100000",
            "evaluate_every", "0");
    RawSettings settings = RawSettings.empty();
    for (Map.Entry<String, String> value : values.entrySet()) {
      settings = settings.with(value.getKey(), value.getValue(), "large round");
    }
    return JobConfig.of(settings);
  }

  /** Clients train for 20 s, and the next one starts 100 ms later. */
  Scenario scenario(JobConfig config, double latencyMillis, int batch) {
    return new Scenario(
        config,
        latencyMillis,
        20_000,
        true,
        ModelSize.of(config, MOVED, numbers - MOVED - 1, magnitude),
        Portions.deployed(batch),
        Optional.empty(),
        false,
        Course.ONE_ROUND,
        Duration.ZERO);
  }
}
