package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.Fold;
import dev.rondo.rounds.aggregation.GroupChoice;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.aggregation.PartialAggregate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Chooses who contributes to a whole model: everyone with a valid update. Partial aggregates are
 * used where they do not overlap, and the other updates are folded one by one.
 */
final class WholeChoice {

  private final ObjectStore store;
  private final Plan plan;
  private final Resources resources;
  private final GroupChoice groupChoice;
  private final ValidUpdates valid;

  WholeChoice(ObjectStore store, Plan plan, Resources resources, GroupChoice groupChoice) {
    this.store = store;
    this.plan = plan;
    this.resources = resources;
    this.groupChoice = groupChoice;
    this.valid = new ValidUpdates(store, plan, resources);
  }

  /**
   * A decision.
   *
   * @param sum of its updates, if it has already been folded
   */
  record Chosen(Decision decision, Optional<PartialAggregate> sum) {

    static Chosen of(Decision decision) {
      return new Chosen(decision, Optional.empty());
    }
  }

  /** Reads more than the limit only if there would be too few otherwise. */
  Chosen choose() {
    Chosen chosen = chooseOnce(true);
    while (chosen.decision().abandoned().isPresent() && valid.mayReadMore()) {
      chosen = chooseOnce(true);
    }
    return valid.sawDuplicates() ? chooseOnce(false) : chosen;
  }

  /**
   * @param readsMore whether updates without a verdict are read
   */
  private Chosen chooseOnce(boolean readsMore) {
    DisjointPartials partials = DisjointPartials.of(store, plan, resources, contributor -> true);
    SortedMap<String, Contributor> contributors = new TreeMap<>(partials.contributors());
    SortedMap<String, Contributor> single = valid.known(partials.seats());
    contributors.putAll(single);
    int read = single.size() + partials.keys().size();
    List<UpdateKey> raw = readsMore ? valid.raw(contributors.keySet(), read) : List.of();
    int groups = groups(contributors.size() + raw.size(), partials, single.size() + raw.size());
    if (groups == 0) {
      return foldNow(partials, single, raw);
    }
    SortedMap<String, Contributor> validated = valid.validate(raw, Integer.MAX_VALUE);
    single.putAll(validated);
    contributors.putAll(validated);
    contributors.replaceAll((client, contributor) -> contributor.inSum());
    if (contributors.size() < plan.minimum()) {
      return Chosen.of(Decision.tooFew(plan, contributors.size()));
    }
    Optional<Long> maxExamples = Weights.maxExamples(plan, contributors.values());
    MetricSums measured = valid.measured(single.values(), partials.measured());
    return maxExamples.isPresent()
        ? bounded(contributors, measured, maxExamples.get())
        : Chosen.of(decision(contributors.values(), partials, single.keySet(), measured, groups));
  }

  private int groups(int contributors, DisjointPartials partials, int updates) {
    return groupChoice.groups(
        plan.updateLayout().parameterCount(), contributors, partials.keys().size(), updates);
  }

  /** Folds at once, and gives the raw updates their verdicts in the same pass. */
  private Chosen foldNow(
      DisjointPartials partials, SortedMap<String, Contributor> single, List<UpdateKey> raw) {
    Set<UpdateKey> open = Set.copyOf(raw);
    Fold fold =
        new Fold(
            store,
            plan,
            resources.threads(),
            resources.blocks(),
            valid.examples().exceptFor(single.values()),
            checked ->
                resources
                    .reads()
                    .all(checked, one -> open.contains(one.key()) ? valid.verdict(one) : one));
    Fold.Folded folded = fold.fold(partials.keys(), inOrder(single.keySet(), raw));
    SortedMap<String, Contributor> contributors = new TreeMap<>();
    folded.sum().contributors().forEach(c -> contributors.put(c.client(), c));
    if (contributors.size() < plan.minimum()) {
      return Chosen.of(Decision.tooFew(plan, contributors.size()));
    }
    Optional<Long> maxExamples = Weights.maxExamples(plan, contributors.values());
    SortedMap<String, Contributor> own = new TreeMap<>(contributors);
    own.keySet().removeAll(partials.contributors().keySet());
    MetricSums measured = valid.measured(own.values(), partials.measured());
    if (maxExamples.isPresent()) {
      return bounded(contributors, measured, maxExamples.get());
    }
    List<String> updates = folded.updates().stream().map(UpdateKey::client).toList();
    return new Chosen(
        decision(contributors.values(), partials, updates, measured, 0), Optional.of(folded.sum()));
  }

  /**
   * The same contributors with bounded weights. A partial aggregate with a contributor that weighs
   * too much in it is not used.
   *
   * @param measured the sums of what they measured, which no bound on weights changes
   */
  private Chosen bounded(
      SortedMap<String, Contributor> contributors, MetricSums measured, long maxExamples) {
    DisjointPartials partials =
        DisjointPartials.of(
            store,
            plan,
            resources,
            c -> c.examples() <= maxExamples && contributors.containsKey(c.client()));
    Set<String> single = new TreeMap<>(contributors).keySet();
    single.removeAll(partials.contributors().keySet());
    int groups = groups(contributors.size(), partials, single.size());
    Decision decision = decision(contributors.values(), partials, single, measured, groups);
    return Chosen.of(decision.withMaxExamples(plan, maxExamples));
  }

  private static Decision decision(
      Collection<Contributor> contributors,
      DisjointPartials partials,
      Collection<String> updates,
      MetricSums measured,
      int groups) {
    return new Decision(
        List.copyOf(contributors),
        partials.keys(),
        List.copyOf(updates),
        groups,
        Optional.empty(),
        measured,
        Optional.empty());
  }

  private List<UpdateKey> inOrder(Set<String> single, List<UpdateKey> raw) {
    SortedMap<String, UpdateKey> updates = new TreeMap<>();
    single.forEach(client -> updates.put(client, new UpdateKey(plan.job(), plan.round(), client)));
    raw.forEach(update -> updates.put(update.client(), update));
    return List.copyOf(updates.values());
  }
}
