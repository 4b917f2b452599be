package dev.rondo.rounds.state;

import java.time.Instant;

/**
 * Records that all seats of a round are in the queue, so that a retry publishes none twice.
 *
 * @param count how many
 * @param publishedAt when the last one was
 */
public record SeatsPublished(int count, Instant publishedAt) {}
