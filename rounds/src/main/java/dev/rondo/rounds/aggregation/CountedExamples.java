package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.ClientUpdate;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** How many of the examples of an update count, before the plan bounds its weight. */
@FunctionalInterface
public interface CountedExamples {

  /**
   * @param client whose update it is
   * @param update its metadata
   * @return 1 or more, and no more than the update reports
   */
  long of(String client, ClientUpdate update);

  /** As many as the update reports. */
  static CountedExamples asReported() {
    return (client, update) -> update.examples();
  }

  /** As many as a verdict or a decision has for its contributors, and for others as they report. */
  static CountedExamples decided(Collection<Contributor> contributors) {
    return asReported().exceptFor(contributors);
  }

  /** The same, except for contributors about whom a verdict or a decision already says it. */
  default CountedExamples exceptFor(Collection<Contributor> contributors) {
    Map<String, Long> decided =
        contributors.stream().collect(Collectors.toMap(Contributor::client, Contributor::examples));
    return (client, update) -> {
      Long examples = decided.get(client);
      return examples == null ? of(client, update) : examples;
    };
  }
}
