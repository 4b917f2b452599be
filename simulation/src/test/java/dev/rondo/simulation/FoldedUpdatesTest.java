package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which updates lose their bytes. */
class FoldedUpdatesTest {

  private static final int BYTES = 100;

  private final MemoryStore store = new MemoryStore();

  private List<ObjectInfo> uploaded(int round, String... clients) {
    return Stream.of(clients)
        .map(
            client -> {
              String key = ObjectKeys.update("a", round, client);
              return new ObjectInfo(key, BYTES, store.put(key, Content.of(new byte[BYTES])));
            })
        .toList();
  }

  private long size(int round, String client) {
    return store.head(ObjectKeys.update("a", round, client)).orElseThrow().size();
  }

  private static String sum(int round, int updates) {
    return ObjectKeys.partial("a", round, updates, "0".repeat(64));
  }

  private static void fold(
      FoldedUpdates folded, List<ObjectInfo> batch, String written, boolean again) {
    folded.begin(batch.size());
    folded.written(written);
    folded.end(batch, again);
  }

  @Test
  void whatASumContainsLosesItsBytesAfterTheLimit() {
    FoldedUpdates folded = new FoldedUpdates(store, 3 * BYTES);

    fold(folded, uploaded(1, "a", "b"), sum(1, 2), false);
    fold(folded, uploaded(1, "c", "d"), sum(1, 2), false);
    fold(folded, uploaded(2, "e", "f"), sum(2, 2), false);

    assertThat(size(1, "a") + size(1, "b") + size(1, "c")).isEqualTo(3 * BYTES);
    assertThat(size(1, "d")).isZero();
    assertThat(size(2, "e") + size(2, "f")).as("of the next round").isEqualTo(2 * BYTES);
  }

  @Test
  void whatNoSumContainsKeepsItsBytes() {
    FoldedUpdates folded = new FoldedUpdates(store, 0);

    fold(folded, uploaded(1, "a"), ObjectKeys.verdict("a", 1, 0), false);
    fold(folded, uploaded(1, "b", "rejected"), sum(1, 1), false);
    folded.written(sum(1, 2));
    folded.end(uploaded(1, "c", "d"), false);

    assertThat(Stream.of("a", "b", "rejected", "c", "d").map(client -> size(1, client)))
        .containsOnly((long) BYTES);
  }

  @Test
  void onceABatchIsDeliveredAgainAllUpdatesOfTheRoundKeepTheirBytes() {
    FoldedUpdates folded = new FoldedUpdates(store, 0);

    fold(folded, uploaded(1, "a", "b"), sum(1, 2), true);
    fold(folded, uploaded(1, "b", "c"), sum(1, 2), false);
    fold(folded, uploaded(2, "d", "e"), sum(2, 2), false);

    assertThat(Stream.of("a", "b", "c").map(client -> size(1, client))).containsOnly((long) BYTES);
    assertThat(size(2, "d")).as("of the next round").isZero();
  }
}
