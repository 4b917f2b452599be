package dev.rondo.statemachine.definition;

import java.util.OptionalLong;

/**
 * A whole machine.
 *
 * @param timeoutSeconds how long an execution may take
 */
public record MachineDefinition(Flow flow, OptionalLong timeoutSeconds) {}
