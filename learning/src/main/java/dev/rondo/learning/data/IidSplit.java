package dev.rondo.learning.data;

import dev.rondo.protocol.random.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The examples are shuffled and divided equally, so every client has the same distribution. */
public record IidSplit() implements Split {

  @Override
  public List<int[]> assign(Dataset train, int clients, int examplesPerClient, Draws draws) {
    SplitSupport.check(train, clients, examplesPerClient);
    int[] order = SplitSupport.indices(train.size());
    SplitSupport.shuffle(order, draws.of("split iid"));
    if (examplesPerClient == 0) {
      return SplitSupport.parts(order, clients);
    }
    List<int[]> assigned = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      int start = client * examplesPerClient;
      assigned.add(Arrays.copyOfRange(order, start, start + examplesPerClient));
    }
    return assigned;
  }

  @Override
  public String toString() {
    return "iid";
  }
}
