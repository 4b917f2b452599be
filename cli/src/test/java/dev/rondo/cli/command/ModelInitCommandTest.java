package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInitCommandTest {

  @TempDir private Path folder;

  @Test
  void theFileHoldsWhatATrainingWithTheSameSeedStartsFrom() {
    Path file = folder.resolve("new/model.safetensors");

    Invocation made = Invocation.of(new ModelCommand(), "init", "--seed", "7", "--out", file);

    Model model = Models.named("mcmahan-2nn");
    assertThat(made.exitCode()).isZero();
    assertThat(made.out()).contains("fc1.weight", "[200, 784]", "199,210");
    assertThat(ModelByTensors.read(file).parameters(model.layout())).isEqualTo(model.initialize(7));
  }

  @Test
  void theDataDecideTheShape() throws IOException {
    JsonNode made =
        Invocation.of(
                new ModelCommand(),
                "init",
                "--dataset",
                TinyRun.data(folder),
                "--json",
                "--out",
                folder.resolve("m.safetensors"))
            .json();

    assertThat(made.get("tensors").get(0).get("shape").toString()).isEqualTo("[200,2]");
    assertThat(made.get("bytes").asLong()).isEqualTo(Files.size(folder.resolve("m.safetensors")));
  }

  @Test
  void aFileIsOverwrittenByForceOnly() throws IOException {
    Path file = Files.writeString(folder.resolve("model.safetensors"), "precious");

    Invocation refused = Invocation.of(new ModelCommand(), "init", "--out", file);

    assertThat(refused.message()).startsWith("UserError: " + file).contains("--force");
    assertThat(file).hasContent("precious");
    assertThat(Invocation.of(new ModelCommand(), "init", "--out", file, "--force").exitCode())
        .isZero();
    assertThat(Files.size(file)).isGreaterThan(4 * 199_210);
  }

  @Test
  void anUnknownModelIsRefusedWithTheKnownOnes() {
    Path file = folder.resolve("m.safetensors");

    Invocation made = Invocation.of(new ModelCommand(), "init", "--model", "gpt", "--out", file);

    assertThat(made.message()).contains("mcmahan-2nn, mcmahan-cnn, kubefl-cnn");
    assertThat(file).doesNotExist();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "");

    assertThat(
            Invocation.of(new ModelCommand(), "init", "--out", inTheWay.resolve("m.safetensors"))
                .message())
        .startsWith("UserError: Cannot write " + inTheWay);
  }
}
