package dev.rondo.protocol.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataIndexTest {

  private static final String GOLDEN =
      "{\"dataset\":\"mnist\",\"example_shape\":[1,28,28],\"classes\":10,\"data_shards\":["
          + "{\"name\":\"shard-00000\",\"examples\":600},{\"name\":\"shard-00001\",\"examples\":5}]}";

  private static final List<DataIndex.DataShard> DATA_SHARDS =
      List.of(
          new DataIndex.DataShard("shard-00000", 600), new DataIndex.DataShard("shard-00001", 5));

  @Test
  void itsBytesStayAsTheyAre() {
    DataIndex index = new DataIndex("mnist", List.of(1, 28, 28), 10, DATA_SHARDS);

    assertThat(Json.text(index)).isEqualTo(GOLDEN);
    assertThat(Json.parse(GOLDEN, DataIndex.class, "index")).isEqualTo(index);
  }

  @Test
  void aDataShardIsThereOnce() {
    List<DataIndex.DataShard> twice = List.of(DATA_SHARDS.get(0), DATA_SHARDS.get(0));

    assertThatThrownBy(() -> new DataIndex("mnist", List.of(4), 2, twice))
        .hasMessageContaining("shard-00000 appears twice");
  }

  @Test
  void namesThatAreNoKeysAreRefused() {
    assertThatThrownBy(() -> new DataIndex("../mnist", List.of(4), 2, DATA_SHARDS))
        .hasMessageContaining("not a valid name of a data set");
    assertThatThrownBy(() -> new DataIndex.DataShard("test", 1))
        .hasMessageContaining("not a valid name");
    assertThatThrownBy(() -> new DataIndex.DataShard("a/b", 1))
        .hasMessageContaining("not a valid name");
  }

  @Test
  void shapesAndCountsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new DataIndex("mnist", List.of(), 2, DATA_SHARDS))
        .hasMessageContaining("shape");
    assertThatThrownBy(() -> new DataIndex("mnist", List.of(0), 2, DATA_SHARDS))
        .hasMessageContaining("shape");
    assertThatThrownBy(() -> new DataIndex("mnist", List.of(1), 0, DATA_SHARDS))
        .hasMessageContaining("classes");
    assertThatThrownBy(() -> new DataIndex.DataShard("shard-1", -1)).hasMessageContaining("-1");
  }
}
