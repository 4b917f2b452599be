package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data come into the bucket of a stack. */
class DataPushTest {

  private final MemoryStore store = new MemoryStore();
  private final FakeStacks stacks = new FakeStacks(new FakeStack(store));

  @TempDir private Path folder;
  private Path data = Path.of("unset");

  @BeforeEach
  void makeData() throws IOException {
    StringBuilder text = new StringBuilder("label,x,y\n");
    for (int i = 0; i < 300; i++) {
      text.append(i % 3).append(',').append(i % 7).append(',').append(i % 5).append('\n');
    }
    data = Files.writeString(folder.resolve("points.csv"), text);
  }

  private Said say(Object... words) {
    return Said.by(stacks, words);
  }

  private void push() {
    assertThat(say("data", "push", data, "--clients", 4, "--split", "labels:2").err()).isEmpty();
  }

  @Test
  void pushingASplitFolderAndSplittingDuringThePushUploadTheSameBytes() {
    push();
    Path split = folder.resolve("split");
    say("data", "split", "--dataset", data, "--clients", 4, "--split", "labels:2", "--out", split);

    Said again = say("data", "push", split);

    assertThat(again.err()).isEmpty();
    assertThat(again.out())
        .contains("points: 4 data shards", "0 objects uploaded (0.0 MB), 5 skipped");
    DataIndex index = new Documents(store).require(ObjectKeys.dataIndex("points"), DataIndex.class);
    assertThat(index.exampleShape()).containsExactly(2);
    assertThat(index.classes()).isEqualTo(3);
    assertThat(index.dataShards()).hasSize(4).allMatch(dataShard -> dataShard.examples() > 0);
  }

  @Test
  void anotherSplitNeedsForce() {
    push();

    Said refused = say("data", "push", data, "--clients", 4, "--seed", 9);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("already contains another split of points (4 data shards)", "--force");
    assertThat(say("data", "push", data, "--clients", 4, "--seed", 9, "--force").exitCode())
        .isZero();
  }

  @Test
  void aFolderOfDataShardsIsNotSplitAgain() {
    say("data", "split", "--dataset", data, "--clients", 2, "--out", folder.resolve("split"));

    Said refused = say("data", "push", folder.resolve("split"), "--clients", 4);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            "--clients: the data in " + folder.resolve("split/points") + " are already split");
  }

  @Test
  void aDamagedDataShardIsNamed() throws IOException {
    Path split = folder.resolve("split");
    say("data", "split", "--dataset", data, "--clients", 2, "--out", split);
    Path dataShard = split.resolve("points/shard-00001.safetensors");
    Files.writeString(dataShard, "nonsense");

    Said refused = say("data", "push", split);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).startsWith(dataShard + ": not a safetensors file");
    assertThat(store.list("")).isEmpty();
  }
}
