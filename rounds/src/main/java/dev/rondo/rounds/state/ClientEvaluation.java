package dev.rondo.rounds.state;

import dev.rondo.protocol.training.Evaluation;

/**
 * What the clients of a round measured of the version that they started from. Clients whose updates
 * are in the frozen decision count, each once.
 *
 * @param version the version
 * @param clients how many of these clients measured
 * @param evaluation the means over the examples that they hold out, and the spread over clients
 */
public record ClientEvaluation(int version, int clients, Evaluation evaluation) {}
