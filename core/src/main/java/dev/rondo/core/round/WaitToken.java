package dev.rondo.core.round;

/**
 * The task token that wakes a waiting round. Each attempt to wait has a new one.
 *
 * @param token the state machine's word
 */
public record WaitToken(String token) {}
