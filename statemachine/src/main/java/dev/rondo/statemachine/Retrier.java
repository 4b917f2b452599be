package dev.rondo.statemachine;

import dev.rondo.statemachine.definition.RetryRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Counts the retries of one visit to a state. */
final class Retrier {
  private final List<RetryRule> rules;
  private final RandomGenerator random;
  private final long[] used;

  Retrier(List<RetryRule> rules, RandomGenerator random) {
    this.rules = rules;
    this.random = random;
    this.used = new long[rules.size()];
  }

  /**
   * How long to wait before the next retry; empty if there is none. The first rule that names the
   * error decides: when its attempts are used up, no later rule is asked.
   */
  Optional<Duration> delay(String error) {
    for (int i = 0; i < used.length; i++) {
      RetryRule rule = rules.get(i);
      if (rule.errors().match(error)) {
        return used[i] < rule.maxAttempts()
            ? Optional.of(rule.delay(used[i]++, random))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
