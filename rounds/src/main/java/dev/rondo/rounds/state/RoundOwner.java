package dev.rondo.rounds.state;

/**
 * The execution that owns a round. Another execution takes over only when it is no longer running.
 *
 * @param execution its name as the state machine service knows it
 */
public record RoundOwner(String execution) {}
