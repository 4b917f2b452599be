package dev.rondo.rounds.aggregation;

import dev.rondo.rounds.update.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A decision as its document has it. An order of tensors that differs from the layout's stands
 * once, however many contributors have it: Python's safetensors, for example, sorts tensors by
 * name.
 *
 * @param contributors with placements that have no order
 * @param orders the orders, and who has them
 */
record DecisionJson(
    List<Contributor> contributors,
    List<SharedOrder> orders,
    List<String> partials,
    List<String> updates,
    int groups,
    Optional<Long> maxExamples,
    MetricSums measured,
    Optional<String> abandoned) {

  /**
   * An order of tensors that some contributors share.
   *
   * @param order the tensors in the order of their data, each by its place in the layout
   * @param contributors by their index in the decision, from 0
   */
  record SharedOrder(List<Integer> order, List<Integer> contributors) {}

  static DecisionJson of(Decision decision) {
    Map<List<Integer>, List<Integer>> byOrder = new LinkedHashMap<>();
    List<Contributor> plain = new ArrayList<>();
    for (Contributor contributor : decision.contributors()) {
      List<Integer> order = contributor.order();
      if (!order.isEmpty()) {
        byOrder.computeIfAbsent(order, key -> new ArrayList<>()).add(plain.size());
      }
      plain.add(contributor.inOrder(List.of()));
    }
    return new DecisionJson(
        plain,
        byOrder.entrySet().stream().map(e -> new SharedOrder(e.getKey(), e.getValue())).toList(),
        decision.partials(),
        decision.updates(),
        decision.groups(),
        decision.maxExamples(),
        decision.measured(),
        decision.abandoned());
  }

  /**
   * @throws IllegalArgumentException if an order belongs to a contributor that does not exist
   */
  Decision decision() {
    List<Contributor> all = new ArrayList<>(contributors);
    for (SharedOrder shared : orders) {
      List<Integer> order = Placement.inOrder(0).withOrder(shared.order()).order(); // Copied once.
      for (int index : shared.contributors()) {
        if (index < 0 || index >= all.size()) {
          throw new IllegalArgumentException(
              "an order belongs to contributor %s of %s".formatted(index, all.size()));
        }
        all.set(index, all.get(index).inOrder(order));
      }
    }
    return new Decision(all, partials, updates, groups, maxExamples, measured, abandoned);
  }
}
