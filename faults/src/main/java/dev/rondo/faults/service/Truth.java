package dev.rondo.faults.service;

/**
 * What an update really is, by the word of the client that makes it and not of the code under test.
 *
 * @param client whose it is: a number from 0, and the coordinate at which the update is not 0
 * @param round the round that it is for
 * @param value the number there, a power of two
 * @param examples how many examples it speaks of
 * @param valid whether it may count
 * @param what in words
 */
public record Truth(
    int client, int round, double value, long examples, boolean valid, String what) {}
