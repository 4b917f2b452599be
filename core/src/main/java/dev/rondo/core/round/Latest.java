package dev.rondo.core.round;

/**
 * Where a job stands. A rollback sets the version and keeps the round, so versions can have holes;
 * an abandoned round advances the round alone.
 *
 * @param version the version that the next round starts from
 * @param throughRound the last round that has ended
 */
public record Latest(int version, int throughRound) {}
