package dev.rondo.learning.data;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.random.Draws;
import java.util.List;

/**
 * Divides training examples among clients. Every split gives each example to at most one client and
 * at least one example to every client, and depends only on the labels and the seed.
 */
public sealed interface Split permits IidSplit, ShardSplit, LabelSplit, DirichletSplit {

  /**
   * Assigns examples to clients.
   *
   * @param train the examples
   * @param clients the number of clients, at least 1
   * @param examplesPerClient how many examples each client gets; 0 shares out all of them
   * @param draws the job's random numbers
   * @return the indices of each client's examples
   * @throws InvalidInputException if there are not enough examples
   */
  List<int[]> assign(Dataset train, int clients, int examplesPerClient, Draws draws);
}
