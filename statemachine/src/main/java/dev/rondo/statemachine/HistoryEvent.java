package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of an execution's history.
 *
 * @param id 1 for the first
 * @param type as Step Functions names it, such as TaskScheduled
 * @param state the state it happened in; empty for events of the execution
 * @param details an object, for example with input, output, error and cause
 */
public record HistoryEvent(
    long id, Instant timestamp, String type, Optional<String> state, JsonNode details) {}
