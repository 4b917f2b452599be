package dev.rondo.operations.fleet;

import java.time.Instant;

/**
 * A failed activity of an auto scaling group.
 *
 * @param at when it began
 * @param message why it failed, in the words of Auto Scaling
 * @param newest whether no other activity has ended since
 */
public record ScalingFailure(Instant at, String message, boolean newest) {}
