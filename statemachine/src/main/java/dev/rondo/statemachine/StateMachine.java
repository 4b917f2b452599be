package dev.rondo.statemachine;

import dev.rondo.statemachine.definition.DefinitionReader;
import dev.rondo.statemachine.definition.MachineDefinition;
import dev.rondo.statemachine.definition.Problems;
import java.util.HashMap;
import java.util.Map;

/** A loaded state machine. Immutable, and free of clocks: several services may run it. */
public final class StateMachine {
  private final String name;
  private final MachineDefinition definition;

  private StateMachine(String name, MachineDefinition definition) {
    this.name = name;
    this.definition = definition;
  }

  /**
   * Reads a definition in the Amazon States Language with JSONata as its query language.
   *
   * @param definition JSON text
   * @param substitutions what stands for each <code>${Name}</code> in its strings; <code>
   *     ${Partition}</code> is the partition of all names here unless it is given
   * @throws InvalidStateMachineException with all problems, if anything in it is wrong, unknown or
   *     not supported here
   */
  public static StateMachine load(
      String name, String definition, Map<String, String> substitutions) {
    Problems problems = new Problems();
    Map<String, String> all = new HashMap<>(substitutions);
    all.putIfAbsent("Partition", Arns.PARTITION);
    return DefinitionReader.read(definition, all, problems)
        .map(read -> new StateMachine(name, read))
        .orElseThrow(() -> new InvalidStateMachineException(name, problems.all()));
  }

  public String name() {
    return name;
  }

  public String arn() {
    return Arns.stateMachine(name);
  }

  MachineDefinition definition() {
    return definition;
  }
}
