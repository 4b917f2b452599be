package dev.rondo.rounds.aggregation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.UpdateKey;
import java.util.List;
import java.util.Optional;

/**
 * The frozen decision of a round: who contributes to the new version, or why there is none. It is
 * written once. Every master that finds it aggregates exactly these updates in this order, and so
 * gets the same bits.
 *
 * @param contributors the clients whose updates count, sorted by id; empty if the round is
 *     abandoned
 * @param partials keys of the partial aggregates to be folded first, in this order
 * @param updates clients whose updates no partial aggregate contains, in fold order
 * @param groups number of {@link #group groups} that are folded by functions of their own before
 *     the master adds up their sums; 0 if the master folds everything
 * @param maxExamples examples that count of one contributor, if their weights had to be bounded so
 *     that none has too large a share; else empty
 * @param measured the sums of what the contributors measured of the base version
 * @param abandoned why there is no new version, or empty
 */
public record Decision(
    List<Contributor> contributors,
    List<String> partials,
    List<String> updates,
    int groups,
    Optional<Long> maxExamples,
    MetricSums measured,
    Optional<String> abandoned) {

  public Decision {
    contributors = List.copyOf(contributors);
    partials = List.copyOf(partials);
    updates = List.copyOf(updates);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Decision of(DecisionJson json) {
    return json.decision();
  }

  @JsonValue
  DecisionJson json() {
    return DecisionJson.of(this);
  }

  /** A decision that folds each contributor's update, without partial aggregates. */
  public static Decision of(List<Contributor> contributors, MetricSums measured) {
    return new Decision(
        contributors,
        List.of(),
        contributors.stream().map(Contributor::client).toList(),
        0,
        Optional.empty(),
        measured,
        Optional.empty());
  }

  /** The same decision, in which at most this many examples of a contributor count. */
  public Decision withMaxExamples(Plan plan, long examples) {
    Plan weighing = plan.withMaxExamples(examples);
    return new Decision(
        contributors.stream().map(contributor -> contributor.weighed(weighing)).toList(),
        partials,
        updates,
        groups,
        Optional.of(examples),
        measured,
        abandoned);
  }

  /** The plan by which the contributors' updates are weighed. */
  public Plan weighing(Plan plan) {
    return maxExamples.map(plan::withMaxExamples).orElse(plan);
  }

  /** How many examples of the contributors' updates count, before {@code maxExamples}. */
  public CountedExamples examples() {
    return CountedExamples.decided(contributors);
  }

  /** The decision to abandon a round with fewer valid updates than its minimum. */
  public static Decision tooFew(Plan plan, int valid) {
    return abandon(
        "%s of %s updates were accepted by the deadline, and the minimum is %s"
            .formatted(valid, plan.quorum(), plan.minimum()));
  }

  public static Decision abandon(String reason) {
    return new Decision(
        List.of(),
        List.of(),
        List.of(),
        0,
        Optional.empty(),
        MetricSums.none(),
        Optional.of(reason));
  }

  /** The updates that no partial aggregate contains, in fold order. */
  public List<UpdateKey> updateKeys(Plan plan) {
    return updates.stream().map(client -> new UpdateKey(plan.job(), plan.round(), client)).toList();
  }

  /** The share of one group: some of the partial aggregates and some of the updates, in order. */
  public record Group(List<String> partials, List<UpdateKey> updates) {}

  /**
   * @param number of the group, from 1
   * @throws IllegalArgumentException when there is no such group
   */
  public Group group(Plan plan, int number) {
    if (number < 1 || number > groups) {
      throw new IllegalArgumentException(
          "Group %s does not exist: the decision has %s groups".formatted(number, groups));
    }
    return new Group(share(partials, number), share(updateKeys(plan), number));
  }

  private <T> List<T> share(List<T> all, int number) {
    int from = Math.toIntExact((long) all.size() * (number - 1) / groups);
    int to = Math.toIntExact((long) all.size() * number / groups);
    return all.subList(from, to);
  }
}
