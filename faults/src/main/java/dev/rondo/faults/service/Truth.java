package dev.rondo.faults.service;

import java.util.ArrayList;
import java.util.List;

/**
 * What an update really contains, as its client states it, independent of the code under test.
 *
 * @param client whose it is: a number from 0
 * @param round the round that it is for
 * @param seat the seat whose nonce it has; -1 if it has none of this round
 * @param numbers what it says about each parameter
 * @param examples how many examples it speaks of
 * @param valid whether it may count
 * @param what in words
 */
public record Truth(
    int client,
    int round,
    int seat,
    List<Float> numbers,
    long examples,
    boolean valid,
    String what) {

  public Truth(
      int client, int round, int seat, float[] numbers, long examples, boolean valid, String what) {
    this(client, round, seat, list(numbers), examples, valid, what);
  }

  private static List<Float> list(float[] numbers) {
    List<Float> list = new ArrayList<>();
    for (float number : numbers) {
      list.add(number);
    }
    return List.copyOf(list);
  }
}
