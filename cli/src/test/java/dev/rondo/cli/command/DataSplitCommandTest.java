package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.simulation.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSplitCommandTest {

  @TempDir private Path folder;

  /** A data shard as it is read back. */
  private record DataShard(
      String kind, String name, List<Tensor> tensors, long[] labels, byte[] images) {}

  @Test
  void imagesStayBytesAndKeepTheirLabels() throws IOException {
    Invocation split =
        Invocation.of(
            new DataCommand(),
            "split",
            "--n-label",
            3,
            "--n-data",
            60,
            "--clients",
            10,
            "--out",
            folder);

    assertThat(split.exitCode()).isZero();
    assertThat(split.out()).containsPattern("labels +3 +3 +3");
    DataShard dataShard = read(folder.resolve("mnist/shard-00009.safetensors"));
    assertThat(dataShard.kind()).isEqualTo("data-shard");
    assertThat(dataShard.name()).isEqualTo("shard-00009");
    assertThat(dataShard.tensors())
        .containsExactly(
            new Tensor("labels", Dtype.I64, List.of(60L)),
            new Tensor("images", Dtype.U8, List.of(60L, 1L, 28L, 28L)));
    assertThat(Arrays.stream(dataShard.labels()).distinct().count()).isEqualTo(3);
  }

  @Test
  void testDataAreTheWholeTestSetInItsOrder() throws IOException {
    Invocation.of(new DataCommand(), "split", "--clients", 2, "--n-data", 1, "--out", folder);

    DataShard test = read(folder.resolve("mnist/test.safetensors"));

    Dataset expected = DataSets.load("mnist", Home.find()).test();
    assertThat(test.labels()).hasSize(expected.size());
    assertThat(test.labels()[77]).isEqualTo(expected.label(77));
    assertThat(Arrays.copyOfRange(test.images(), 77 * 784, 78 * 784))
        .isEqualTo(expected.pixels(77).orElseThrow());
  }

  @Test
  void tablesBecomeFeatures() throws IOException {
    Path data = TinyRun.data(folder);

    JsonNode split =
        Invocation.of(
                new DataCommand(),
                "split",
                "--dataset",
                data,
                "--clients",
                7,
                "--json",
                "--out",
                folder)
            .json();

    assertThat(split.get("examples").asInt()).isEqualTo(240);
    assertThat(split.get("examples_per_client").get("min").asInt()).isEqualTo(34);
    assertThat(split.get("examples_per_client").get("max").asInt()).isEqualTo(35);
    assertThat(read(folder.resolve("points/shard-00000.safetensors")).tensors().get(1))
        .isEqualTo(new Tensor("features", Dtype.F32, List.of(34L, 2L)));
  }

  @Test
  void theSameSeedGivesTheSameFiles() throws IOException {
    Path data = TinyRun.data(folder);
    for (String out : List.of("a", "b")) {
      Invocation.of(
          new DataCommand(),
          "split",
          "--dataset",
          data,
          "--clients",
          3,
          "--out",
          folder.resolve(out));
    }

    assertThat(folder.resolve("a/points/shard-00002.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("b/points/shard-00002.safetensors"));
  }

  @Test
  void dataShardsAreReplacedByForceOnlyAndThenAllOfThem() throws IOException {
    Path data = TinyRun.data(folder);
    Invocation.of(new DataCommand(), "split", "--dataset", data, "--clients", 5, "--out", folder);
    Files.writeString(folder.resolve("points/notes.txt"), "mine");

    Invocation refused =
        Invocation.of(
            new DataCommand(), "split", "--dataset", data, "--clients", 2, "--out", folder);
    assertThat(refused.message()).contains("already contains data shards", "--force");
    Invocation.of(
        new DataCommand(), "split", "--dataset", data, "--clients", 2, "--out", folder, "--force");

    try (Stream<Path> files = Files.list(folder.resolve("points"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "shard-00000.safetensors",
              "shard-00001.safetensors",
              "test.safetensors",
              "notes.txt");
    }
  }

  @Test
  void aSplitThatCannotBeMadeLeavesTheOldOneAlone() throws IOException {
    Path data = TinyRun.data(folder);
    Invocation.of(new DataCommand(), "split", "--dataset", data, "--clients", 5, "--out", folder);

    Invocation refused =
        Invocation.of(
            new DataCommand(),
            "split",
            "--dataset",
            data,
            "--clients",
            1000,
            "--out",
            folder,
            "--force");

    assertThat(refused.message()).contains("1000 clients", "there are 240");
    assertThat(folder.resolve("points/shard-00004.safetensors")).exists();
  }

  @Test
  void twoNamesForTheSplitAreWrongUse() {
    assertThat(
            Invocation.of(
                    new DataCommand(), "split", "--n-label", 3, "--split", "iid", "--out", folder)
                .exitCode())
        .isEqualTo(2);
  }

  @Test
  void valuesAreHeldToTheBoundsOfTheJobsSettings() {
    Invocation refused =
        Invocation.of(
            new DataCommand(), "split", "--split", "shard:2", "--clients", 0, "--n-data", "x");

    assertThat(refused.message())
        .startsWith("InvalidSettingsException")
        .contains(
            "--split must be iid, shards:N or labels:N",
            "but is \"shard:2\"",
            "--clients must be a whole number from 1 to 1000000, but is \"0\"",
            "--n-data: examples_per_client must be a whole number from 0 to 1000000000, but is"
                + " \"x\"");
    assertThat(Invocation.of(new DataCommand(), "split", "--n-label", 0).message())
        .contains("--n-label: split must be iid", "but is \"labels:0\"");
  }

  @Test
  void aPathGivesItsLastPartAsTheName() {
    assertThat(DataSplitCommand.name("mnist")).isEqualTo("mnist");
    assertThat(DataSplitCommand.name("/data/My Points.CSV")).isEqualTo("my-points");
    assertThat(DataSplitCommand.name("../..//fashion/")).isEqualTo("fashion");
    assertThat(DataSplitCommand.name("/")).isEqualTo("data");
  }

  private static DataShard read(Path file) throws IOException {
    try (SafetensorsReader reader =
        SafetensorsReader.open(Files.newInputStream(file), Files.size(file))) {
      List<Tensor> tensors = reader.header().tensors();
      long[] labels = new long[(int) tensors.get(0).elements()];
      reader.readLongs(labels, 0, labels.length);
      byte[] rest = new byte[(int) tensors.get(1).bytes()];
      reader.readBytes(rest, 0, rest.length);
      return new DataShard(
          reader.header().metadata().getOrDefault("kind", ""),
          reader.header().metadata().getOrDefault("data_shard", ""),
          tensors,
          labels,
          rest);
    }
  }
}
