package dev.rondo.faults;

import dev.rondo.faults.invariant.Violation;
import dev.rondo.faults.service.Mischief.Struck;
import dev.rondo.faults.service.Selection;
import dev.rondo.protocol.input.InvalidInputException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code scripts/faults}: runs many schedules, or repeats one of them. */
public final class FaultsCommand {

  private static final int USAGE = 2;
  private static final String HELP =
      """
      Usage: scripts/faults N [--from SEED] [--threads T]   runs N schedules, from seed 1
             scripts/faults --seed SEED                     repeats one with its trace,
                                                            and finds the smallest set of faults
             scripts/faults --large ROUND [--seats N]       runs a large round without faults:
                                                            multi-krum, of 128 M parameters
                                                            and 1,000 seats, or one-by-one, of
                                                            the 2NN and 100,000 seats
      Exit codes: 0 = no violation, 1 = violation, 2 = invalid command. See docs/faults.md.
      """;

  private final PrintStream out;

  /**
   * @param out where its report goes
   */
  public FaultsCommand(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    Logger quiet = Logger.getLogger("dev.rondo"); // Faults that we make are no news.
    quiet.setLevel(Level.OFF);
    int status = new FaultsCommand(System.out).run(List.of(arguments));
    quiet.setLevel(Level.INFO);
    System.exit(status);
  }

  /** Runs the command and returns its exit status. */
  public int run(List<String> arguments) {
    try {
      FaultsOptions options = FaultsOptions.parse(arguments);
      return switch (options.action()) {
        case ALL -> runAll(options.from(), options.count(), options.threads());
        case REPLAY -> replay(options.seed());
        case LARGE -> run(options.large().orElseThrow(), options.seats());
        case HELP -> help();
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      out.println("faults: " + e.getMessage());
      return help();
    }
  }

  private int help() {
    out.print(HELP);
    return USAGE;
  }

  private int runAll(long from, int count, int threads) {
    long begin = System.nanoTime();
    AtomicLong next = new AtomicLong(from);
    AtomicInteger done = new AtomicInteger();
    AtomicInteger violations = new AtomicInteger();
    MaskedTotals masked = new MaskedTotals();
    Thread[] owners = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      owners[i] = new Thread(() -> run(next, from + count, done, violations, masked), "owner-" + i);
      owners[i].start();
    }
    for (Thread owner : owners) {
      join(owner);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    out.printf(
        Locale.ROOT,
        "%d schedules, %d violations, %.0f schedules/s%n",
        done.get(),
        violations.get(),
        done.get() / seconds);
    out.println(masked);
    return violations.get() == 0 && done.get() == count ? 0 : 1;
  }

  private void run(
      AtomicLong next,
      long end,
      AtomicInteger done,
      AtomicInteger violations,
      MaskedTotals masked) {
    for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
      // The next schedule needs a new stage, because this one may be in an invalid state.
      try (Stage stage = new Stage()) {
        for (; seed < end; seed = next.getAndIncrement()) {
          Schedule.Outcome outcome = Schedule.run(seed, Selection.all(), false, stage);
          outcome.masked().ifPresent(masked::add);
          Optional<Violation> violation = outcome.violation();
          done.incrementAndGet();
          if (violation.isPresent()) {
            violations.incrementAndGet();
            report(seed, violation.get());
          }
        }
      } catch (RuntimeException | Error e) {
        violations.incrementAndGet();
        out.println("seed " + seed + ": cannot run: " + e);
      }
    }
  }

  private synchronized void report(long seed, Violation violation) {
    out.println("seed " + seed + ": " + violation);
    out.println("  replay: scripts/faults --seed " + seed);
  }

  private static void join(Thread owner) {
    try {
      owner.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private int run(LargeRound round, int seats) {
    long begin = System.nanoTime();
    try (Stage stage = new Stage()) {
      LargeRound.Report report = round.run(seats, stage);
      out.print(report.text());
      report.outcome().violation().ifPresent(violation -> out.println("violation: " + violation));
      out.printf(Locale.ROOT, "this took %.0f s%n", (System.nanoTime() - begin) / 1e9);
      return report.outcome().violation().isEmpty() ? 0 : 1;
    } catch (InvalidInputException e) {
      out.println("faults: " + e.getMessage());
      return USAGE;
    }
  }

  private int replay(long seed) {
    try (Stage stage = new Stage()) {
      Optional<Selection> smallest = Shrinker.shrink(seed, stage);
      Schedule.Outcome outcome = Schedule.run(seed, smallest.orElse(Selection.all()), true, stage);
      outcome.trace().forEach(out::println);
      out.println();
      out.println(
          smallest.isPresent()
              ? "Smallest set of faults that violates the invariant:"
              : "Faults (no invariant was violated):");
      for (Struck struck : outcome.faults()) {
        out.println("  " + struck.number() + " " + struck.fault() + ": " + struck.at());
      }
      outcome.violation().ifPresent(violation -> report(seed, violation));
      return outcome.violation().isEmpty() ? 0 : 1;
    }
  }
}
