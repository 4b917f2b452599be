package dev.rondo.core.round;

/**
 * The execution that plays a round at the moment.
 *
 * @param execution its name as the state machine service knows it
 */
public record Player(String execution) {}
