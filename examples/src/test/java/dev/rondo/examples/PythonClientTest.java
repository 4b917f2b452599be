package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.update.UpdateReader;
import dev.rondo.rounds.update.UpdateStream;
import dev.rondo.rounds.update.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A worker accepts what the client in Python writes; its own tests hold it to the same file. */
class PythonClientTest {

  private static final ModelLayout LAYOUT =
      ModelLayout.of(TensorSpec.of("fc1.weight", 2, 3), TensorSpec.of("fc1.bias", 2));

  private static final Plan PLAN =
      new Plan(
          "golden",
          7,
          6,
          "jobs/golden/models/00000006/m.safetensors",
          "dense",
          "toy",
          LAYOUT,
          Instant.EPOCH,
          Instant.EPOCH.plusSeconds(600),
          1,
          1,
          1,
          AggregationRule.WEIGHTED,
          TrainingSettings.sgd(1, 4, 0.1),
          TrainerConfig.NONE,
          Encoding.F32,
          0,
          0,
          Admission.open(),
          0,
          0,
          false,
          RoundTask.TRAIN,
          false,
          Optional.empty(),
          Optional.empty(),
          new SeatTree(List.of("00ff")).root());

  @Test
  void theClientsUpdateIsValid() throws IOException {
    byte[] file = Files.readAllBytes(golden());
    float[] delta = new float[LAYOUT.parameterCount()];
    UpdateReader.Opened opened =
        new UpdateReader(PLAN).open(new ByteArrayInputStream(file), file.length);

    assertThat(opened).isInstanceOf(UpdateStream.class);
    UpdateStream stream = (UpdateStream) opened;
    while (stream.next()) {
      System.arraycopy(stream.block(), 0, delta, stream.offset(), stream.length());
    }
    Verdict verdict = stream.verdict();
    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
    ClientUpdate update = ((Verdict.Valid) verdict).update();
    assertThat(update.examples()).isEqualTo(4);
    // Before its first step the model guesses: the loss is that of two equally likely classes.
    assertThat(update.trainLoss().orElseThrow()).isCloseTo(Math.log(2), within(1e-6));
    // In the order of the layout, though the file has the bias first.
    assertThat(Arrays.copyOf(delta, 6)).containsExactly(0, -0.025f, 0, 0, 0.025f, 0);
  }

  private static Path golden() {
    return Path.of(
        System.getProperty("rondo.home", ".."), "python", "tests", "golden-update.safetensors");
  }
}
