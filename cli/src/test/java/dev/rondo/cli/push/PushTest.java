package dev.rondo.cli.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.push.Push.Pushed;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushTest {

  private final MemoryStore store = new MemoryStore();

  private Pushed push(Shipment shipment, boolean force) {
    return new Push(store, 2, (doing, parts, bytes) -> {}).run(shipment, force);
  }

  private static Shipment shipment(String... dataShards) {
    List<Shipment.Part> parts = new ArrayList<>();
    List<DataIndex.DataShard> index = new ArrayList<>();
    for (int i = 0; i < dataShards.length; i++) {
      String name = DealtDataShards.dataShardName(i);
      index.add(new DataIndex.DataShard(name, dataShards[i].length()));
      parts.add(new Shipment.Part(ObjectKeys.dataShard("letters", name), content(dataShards[i])));
    }
    parts.add(new Shipment.Part(ObjectKeys.testData("letters"), content("test")));
    return new Shipment(new DataIndex("letters", List.of(2), 26, index), parts);
  }

  private static Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void allPartsAndTheIndexAreThere() {
    Pushed pushed = push(shipment("abc", "de"), false);

    assertThat(pushed).isEqualTo(new Pushed(3, 0, 9, 0));
    assertThat(store.list("data/letters/"))
        .extracting(ObjectInfo::key)
        .containsExactly(
            "data/letters/index.json",
            "data/letters/shard-00000.safetensors",
            "data/letters/shard-00001.safetensors",
            "data/letters/test.safetensors");
    assertThat(index().dataShards())
        .containsExactly(
            new DataIndex.DataShard("shard-00000", 3), new DataIndex.DataShard("shard-00001", 2));
  }

  @Test
  void nothingIsUploadedTwice() {
    push(shipment("abc", "de"), false);

    assertThat(push(shipment("abc", "de"), false)).isEqualTo(new Pushed(0, 3, 0, 0));
  }

  @Test
  void anInterruptedPushGoesOnWhereItWasAndHasNoIndexBefore() {
    FaultyStore faulty = new FaultyStore(store, call -> call > 3, FaultyStore.Moment.BEFORE);

    assertThatThrownBy(
            () ->
                new Push(faulty, 1, (doing, parts, bytes) -> {}).run(shipment("abc", "de"), false))
        .isInstanceOf(StoreException.class);
    assertThat(store.head(ObjectKeys.dataIndex("letters"))).isEmpty();
    assertThat(push(shipment("abc", "de"), false)).isEqualTo(new Pushed(2, 1, 6, 0));
  }

  @Test
  void anotherSplitIsReplacedByForceOnly() {
    push(shipment("abc", "de", "f"), false);

    assertThatThrownBy(() -> push(shipment("xyz", "de"), false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "already contains another split of letters (3 data shards): 2 objects differ")
        .hasMessageContaining("--force");
    assertThat(store.bytes("data/letters/shard-00000.safetensors")).asString().isEqualTo("abc");

    assertThat(push(shipment("xyz", "de"), true)).isEqualTo(new Pushed(1, 2, 3, 1));
    assertThat(index().dataShards()).hasSize(2);
    assertThat(store.bytes("data/letters/shard-00000.safetensors")).asString().isEqualTo("xyz");
  }

  @Test
  void leftoversOfAnotherSplitWithoutAnIndexAreNoticedToo() {
    store.put("data/letters/shard-00007.safetensors", content("old"));

    assertThatThrownBy(() -> push(shipment("abc"), false)).isInstanceOf(UserError.class);
  }

  private DataIndex index() {
    return new Documents(store).require(ObjectKeys.dataIndex("letters"), DataIndex.class);
  }
}
