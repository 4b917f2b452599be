package dev.rondo.rounds.state;

/**
 * The execution that plays a round at the moment.
 *
 * @param execution its name as the state machine service knows it
 */
public record RoundOwner(String execution) {}
