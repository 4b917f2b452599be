package dev.rondo.statemachine.definition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Whether a flow can be walked: every name exists, every state can be reached, and it can end. */
final class GraphCheck {
  private GraphCheck() {}

  static void check(Flow flow, Fields fields) {
    if (!flow.states().containsKey(flow.startAt())) {
      fields.problem("StartAt", "there is no state " + flow.startAt());
      return;
    }
    boolean dangling = false;
    for (State state : flow.states().values()) {
      for (Exit exit : state.exits()) {
        String next = exit.next().orElse("");
        if (!next.isEmpty() && !flow.states().containsKey(next)) {
          fields.problems().add(exit.path(), "there is no state " + next);
          dangling = true;
        }
      }
    }
    if (dangling) {
      return;
    }
    Set<String> reached = reached(flow);
    for (String name : flow.states().keySet()) {
      if (!reached.contains(name)) {
        fields.problems().add(fields.at("States") + "/" + name, "cannot be reached");
      }
    }
    if (reached.stream().map(flow::state).noneMatch(GraphCheck::ends)) {
      fields.problem("States", "no state that can be reached ends the flow");
    }
  }

  private static boolean ends(State state) {
    return state.exits().isEmpty()
        || state.exits().stream().anyMatch(exit -> exit.next().isEmpty());
  }

  private static Set<String> reached(Flow flow) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(Set.of(flow.startAt()));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (reached.add(name)) {
        flow.state(name)
            .exits()
            .forEach(exit -> exit.next().filter(next -> !next.isEmpty()).ifPresent(open::push));
      }
    }
    return reached;
  }
}
