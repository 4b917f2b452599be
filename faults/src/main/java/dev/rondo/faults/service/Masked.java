package dev.rondo.faults.service;

import java.util.List;

/**
 * A masked update, as its client knows it.
 *
 * @param client its id
 * @param round the round that it is for
 * @param digest under which the helper finds the seed of the mask, in hexadecimal
 * @param numbers the coordinates with the mask, modulo 2^32
 * @param integers the coordinates without it
 * @param sound whether the seed is sealed for the helper and signed by the client
 */
public record Masked(
    String client,
    int round,
    String digest,
    List<Integer> numbers,
    List<Integer> integers,
    boolean sound) {

  public Masked {
    numbers = List.copyOf(numbers);
    integers = List.copyOf(integers);
  }

  /** The mask of a coordinate. */
  public int mask(int coordinate) {
    return numbers.get(coordinate) - integers.get(coordinate);
  }
}
