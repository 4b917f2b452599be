package dev.rondo.rounds.step;

import dev.rondo.protocol.store.ObjectStore;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Finds the functions of a fan-out that have not written their object yet. */
final class Missing {

  private Missing() {}

  /**
   * @param prefix of the objects that they leave
   * @param count of the functions, whose numbers begin with 1
   * @param key of what one of them leaves
   */
  static List<Integer> of(ObjectStore store, String prefix, int count, IntFunction<String> key) {
    Set<String> there = Set.copyOf(store.keys(prefix));
    return IntStream.rangeClosed(1, count)
        .filter(n -> !there.contains(key.apply(n)))
        .boxed()
        .toList();
  }
}
