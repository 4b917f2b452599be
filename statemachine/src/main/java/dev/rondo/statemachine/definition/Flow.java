package dev.rondo.statemachine.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** States and where they start: a machine, or the inside of a Map. */
public record Flow(String startAt, Map<String, State> states) {
  public Flow {
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
  }

  /** The state of this name, which a loaded definition is known to have. */
  public State state(String name) {
    State state = states.get(name);
    if (state == null) {
      throw new IllegalStateException("no state " + name);
    }
    return state;
  }
}
