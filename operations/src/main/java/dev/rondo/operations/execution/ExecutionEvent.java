package dev.rondo.operations.execution;

import java.time.Instant;
import java.util.Optional;

/**
 * An event of an execution's history.
 *
 * @param id its number, from 1
 * @param at when
 * @param type Step Functions' word, such as {@code TaskStateEntered}
 * @param state the state that was entered or left
 * @param payload JSON that went into or came out of a state, a task or the execution
 * @param error the error's name, when something failed
 * @param cause what explains the error
 */
public record ExecutionEvent(
    long id,
    Instant at,
    String type,
    Optional<String> state,
    Optional<String> payload,
    Optional<String> error,
    Optional<String> cause) {}
