package dev.rondo.faults;

import java.util.List;
import java.util.Optional;

/**
 * What the arguments of the command say.
 *
 * @param action what to run
 * @param count how many schedules
 * @param seed of the one schedule to repeat
 * @param large the large round to run
 * @param seats of the large round
 * @param from first seed of all
 * @param threads that run schedules
 */
record FaultsOptions(
    Action action,
    int count,
    long seed,
    Optional<LargeRound> large,
    int seats,
    long from,
    int threads) {

  /** What the command does. */
  enum Action {
    ALL,
    REPLAY,
    LARGE,
    HELP
  }

  /**
   * Reads the arguments. Without exactly one thing to run, the action is HELP.
   *
   * @throws IllegalArgumentException if a value is not valid
   */
  static FaultsOptions parse(List<String> arguments) {
    Optional<Integer> count = Optional.empty();
    Optional<Long> seed = Optional.empty();
    Optional<LargeRound> large = Optional.empty();
    Optional<Integer> seats = Optional.empty();
    long from = 1;
    int threads = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--seed" -> seed = Optional.of(number(arguments, ++i));
        case "--large" -> large = Optional.of(LargeRound.named(value(arguments, ++i)));
        case "--seats" -> seats = Optional.of(positive(number(arguments, ++i)));
        case "--from" -> from = number(arguments, ++i);
        case "--threads" -> threads = Math.toIntExact(Math.max(1, number(arguments, ++i)));
        default -> count = Optional.of(positive(number(arguments, i)));
      }
    }
    return new FaultsOptions(
        action(count.isPresent(), seed.isPresent(), large.isPresent(), seats.isPresent()),
        count.orElse(0),
        seed.orElse(0L),
        large,
        seats.orElse(large.map(LargeRound::usualSeats).orElse(0)),
        from,
        threads);
  }

  private static Action action(boolean all, boolean replay, boolean large, boolean seats) {
    boolean one = (all ? 1 : 0) + (replay ? 1 : 0) + (large ? 1 : 0) == 1;
    if (!one || (seats && !large)) {
      return Action.HELP;
    }
    if (large) {
      return Action.LARGE;
    }
    return replay ? Action.REPLAY : Action.ALL;
  }

  private static long number(List<String> arguments, int index) {
    String value = value(arguments, index);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + value + "' is not a number", e);
    }
  }

  private static String value(List<String> arguments, int index) {
    if (index >= arguments.size()) {
      throw new IllegalArgumentException(arguments.get(index - 1) + " needs a value");
    }
    return arguments.get(index);
  }

  private static int positive(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("N must be 1 or more, but is " + count);
    }
    return Math.toIntExact(count);
  }
}
