package dev.rondo.agent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.agent.cache.AbandonedException;
import dev.rondo.agent.data.ExampleFiles.ExampleFile;
import dev.rondo.learning.data.BadDataException;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.data.Scaling;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.testing.TestJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnDataTest {

  @TempDir Path folder;

  private Dataset csv() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "label,x\n0,1\n1,2\n1,3\n");
    Files.writeString(folder.resolve("test.csv"), "label,x\n1,3\n");
    return DataSets.load(folder.toString(), folder).train();
  }

  @Test
  void aFolderOfCsvFilesIsRead() throws IOException {
    csv();

    assertThat(OwnData.read(folder)).isNotNull();
  }

  @Test
  void aDataShardOnThisMachineIsRead() throws IOException {
    Path file = folder.resolve("mine.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      DataShardFile.content("mine", "shard-00000", csv()).writeTo(out);
    }

    assertThat(OwnData.read(file)).isNotNull();
  }

  @Test
  void ownDataAreNoLeasedDataShard() throws IOException {
    Dataset examples = csv();
    TestJob job = TestJob.created();
    job.open(1);

    TrainingData data = OwnData.read(folder).in(job.store, folder).load(job.plan(1), () -> {});

    assertThat(data.dataShard()).isEmpty();
    assertThat(data.examples().size()).isEqualTo(examples.size());
  }

  @Test
  void aTrainerGetsADataShardOnThisMachineAsItIs() throws IOException {
    Path file = folder.resolve("mine.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      DataShardFile.content("mine", "shard-00000", csv()).writeTo(out);
    }

    assertThat(file(OwnData.read(file), folder.resolve("cache"))).isEqualTo(file);
  }

  @Test
  void aTrainerGetsOtherExamplesAsADataShard() throws IOException {
    Dataset examples = csv();
    Path cache = Files.createDirectories(folder.resolve("cache"));

    Path file = file(OwnData.read(folder), cache);

    assertThat(cache.toFile().listFiles()).containsExactly(file.toFile());
    try (InputStream in = Files.newInputStream(file)) {
      Dataset read = DataShardFile.read(in, Files.size(file), "it");
      assertThat(read.size()).isEqualTo(examples.size());
      assertThat(read.label(1)).isEqualTo(examples.label(1));
      assertThat(read.exampleShape()).isEqualTo(examples.exampleShape());
    }
  }

  private static Path file(OwnData data, Path cache) throws IOException {
    TestJob job = TestJob.created();
    job.open(1);
    ExampleFile file = data.in(job.store, cache).file(job.plan(1), () -> {});
    assertThat(file.dataShard()).isEmpty();
    return file.path().orElseThrow();
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> OwnData.read(folder.resolve("nothing")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void whatHoldsNoExamplesIsRefused() throws IOException {
    Path file = folder.resolve("mine.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      DataShardFile.content("mine", "s", csv().select(new int[0])).writeTo(out);
    }

    assertThatThrownBy(() -> OwnData.read(file))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("has no examples");
  }

  @Test
  void readingExamplesEndsWhenTheyAreNoLongerWanted() throws IOException {
    StoppableData data =
        new StoppableData(
            csv(),
            () -> {
              throw new AbandonedException();
            });

    assertThat(data.size()).isEqualTo(3);
    assertThat(data.label(1)).isEqualTo(1);
    assertThatThrownBy(() -> data.features(0, new float[1], 0))
        .isInstanceOf(AbandonedException.class);
  }

  @Test
  void aTableIsReadWithTheColumnsClassesAndScalingOfTheJob() throws IOException {
    TestJob job = TestJob.created();
    job.open(1);
    new Documents(job.store)
        .writeOnce(
            ObjectKeys.dataDescription(job.plan(1).job()),
            new DataDescription(
                true,
                List.of("x", "y"),
                "kind",
                List.of(),
                List.of("cat", "dog", "owl"),
                Scaling.STANDARDIZE,
                List.of(10.0, 0.0),
                List.of(2.0, 1.0)));
    Path file = Files.writeString(folder.resolve("own.csv"), "y,kind,x\n7,owl,14\n");

    Dataset examples =
        OwnData.read(file).in(job.store, folder).load(job.plan(1), () -> {}).examples();

    float[] row = new float[2];
    examples.features(0, row, 0);
    assertThat(row).containsExactly(2f, 7f);
    assertThat(examples.label(0)).isEqualTo(2);
    assertThat(examples.classes()).isEqualTo(3);
  }

  @Test
  void aTableWithRowsOfDifferentWidthsIsFoundAtTheStart() throws IOException {
    Path file = Files.writeString(folder.resolve("own.csv"), "label,x\n1,2\n1,2,3\n");

    assertThatThrownBy(() -> OwnData.read(file))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("line 3 has 3 columns, the first has 2");
  }
}
