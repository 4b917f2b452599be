package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.training.Measurement;
import java.util.Optional;

/**
 * The verdict on the valid update of a seat.
 *
 * @param contributor the client, and what its update contributes to the new version
 * @param measured what it measured of the base version; empty if it did not
 */
public record SeatVerdict(Contributor contributor, Optional<Measurement> measured) {}
