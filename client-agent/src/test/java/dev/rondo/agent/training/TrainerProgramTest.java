package dev.rondo.agent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.agent.process.ToyTrainer;
import dev.rondo.trainer.TrainerSettings;
import dev.rondo.trainer.TrainerStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerProgramTest {

  @TempDir Path folder;
  @TempDir Path other;

  private TrainerSettings trainer(String behaviour) throws IOException {
    return TrainerSettings.of(ToyTrainer.command(behaviour, other.resolve("journal")));
  }

  @Test
  void itLeavesNothingBehindAndDeletesWhatAKilledAgentHasLeft() throws IOException {
    Path left = Files.createDirectories(folder.resolve("trainer-123/trainer-0"));
    Files.writeString(left.resolve("update.safetensors"), "x");
    Files.createDirectories(folder.resolve("files"));
    try (TrainerProgram program = TrainerProgram.start(trainer("well"), folder)) {
      assertThat(program.name()).isEqualTo("toy");
      assertThat(left).doesNotExist();
    }

    assertThat(folder.toFile().list()).containsExactly("files");
  }

  @Test
  void aProgramThatCannotTrainIsRefused() throws IOException {
    TrainerSettings evaluates = trainer("evaluates");

    assertThatThrownBy(() -> TrainerProgram.start(evaluates, folder))
        .isInstanceOf(TrainerStartException.class)
        .hasMessageStartingWith("Cannot use \"")
        .hasMessageEndingWith("as a trainer. It cannot train");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aProgramThatDoesNotStartLeavesNothingBehind() {
    assertThatThrownBy(() -> TrainerProgram.start(TrainerSettings.of("exit 1"), folder))
        .isInstanceOf(TrainerStartException.class);
    assertThat(folder).isEmptyDirectory();
  }
}
