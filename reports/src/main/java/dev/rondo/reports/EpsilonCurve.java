package dev.rondo.reports;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The privacy that a training has spent after each round.
 *
 * @param name in the legend
 * @param byRound epsilon by round
 */
public record EpsilonCurve(String name, SortedMap<Integer, Double> byRound) {

  public EpsilonCurve {
    byRound = Collections.unmodifiableSortedMap(new TreeMap<>(byRound));
  }
}
