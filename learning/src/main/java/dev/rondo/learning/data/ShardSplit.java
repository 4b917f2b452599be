package dev.rondo.learning.data;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * McMahan et al. 2017, section 3: the examples sorted by label are cut into {@code clients x
 * perClient} shards of equal size, and each client gets {@code perClient} of them, so that with 2
 * most clients see two labels.
 *
 * @param perClient shards a client
 */
public record ShardSplit(int perClient) implements Split {

  public ShardSplit {
    if (perClient < 1) {
      throw new InvalidInputException("a client needs at least 1 slice");
    }
  }

  @Override
  public List<int[]> assign(Dataset train, int clients, int examplesPerClient, Draws draws) {
    SplitSupport.check(train, clients, examplesPerClient);
    long needed = (long) clients * perClient;
    if (needed > train.size()) {
      throw new InvalidInputException(
          String.format(
              "%s clients with %s slices each need %s examples, there are %s; use fewer of either",
              clients, perClient, needed, train.size()));
    }
    int count = (int) needed;
    SplittableRandom random = draws.of("split shards");
    List<int[]> shards = SplitSupport.parts(SplitSupport.sortedByLabel(train), count);
    int[] order = SplitSupport.indices(count);
    SplitSupport.shuffle(order, random);
    List<int[]> assigned = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      int[] own =
          IntStream.range(client * perClient, (client + 1) * perClient)
              .flatMap(i -> IntStream.of(shards.get(order[i])))
              .toArray();
      assigned.add(SplitSupport.limit(own, examplesPerClient, client, random));
    }
    return assigned;
  }

  @Override
  public String toString() {
    return "shards:" + perClient;
  }
}
