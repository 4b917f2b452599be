package dev.rondo.faults.service;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which of a schedule's faults really happen: what shrinking narrows.
 *
 * @param kinds kinds of which none happens
 * @param skipped faults that do not happen, by their number in the schedule
 * @param limit from this number on none happens
 */
public record Selection(Set<Fault> kinds, Set<Integer> skipped, int limit) {

  public Selection {
    kinds = kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds);
    skipped = Set.copyOf(skipped);
  }

  /** All faults that a seed draws. */
  public static Selection all() {
    return new Selection(Set.of(), Set.of(), Integer.MAX_VALUE);
  }

  boolean allows(Fault fault, int number) {
    return number < limit && !kinds.contains(fault) && !skipped.contains(number);
  }
}
