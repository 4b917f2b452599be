package dev.rondo.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorModelTest {

  private static final ModelLayout LAYOUT =
      ModelLayout.of(TensorSpec.of("encoder.weight", 2, 1), TensorSpec.of("scale"));

  @TempDir Path folder;

  private String write(Content content) throws IOException {
    Path file = folder.resolve("init.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      content.writeTo(out);
    }
    return file.toString();
  }

  @Test
  void anySafetensorsFileIsAModel() throws IOException {
    String file = write(ModelFile.content("any", 0, LAYOUT, new float[] {1, 2, 3}));

    TensorModel model = TensorModel.read(file);

    assertThat(model.layout()).isEqualTo(LAYOUT);
    assertThat(model.initialize(7)).containsExactly(1, 2, 3);
    assertThat(model.name()).isEqualTo(file);
  }

  @Test
  void runningStatisticsHaveTheirRole() throws IOException {
    ModelLayout norm =
        ModelLayout.of(
            TensorSpec.of("bn.weight", 1),
            TensorSpec.of("bn.running_mean", 1),
            TensorSpec.of("bn.running_var", 1));

    TensorModel model =
        TensorModel.read(write(ModelFile.content("any", 0, norm, new float[] {1, 2, 3})));

    assertThat(model.layout().roles())
        .isEqualTo(Map.of("bn.running_mean", Role.STATISTIC, "bn.running_var", Role.STATISTIC));
  }

  @Test
  void rondoCannotComputeWithIt() {
    assertThatThrownBy(() -> Models.named("init.safetensors"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Rondo cannot compute with init.safetensors");
  }

  @Test
  void whatIsNoModelIsRefusedInWords() throws IOException {
    assertThatThrownBy(() -> TensorModel.read("no.safetensors"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Model no.safetensors does not exist");
    String torn = write(Content.of(new byte[9]));
    assertThatThrownBy(() -> TensorModel.read(torn))
        .hasMessageContaining("is not a valid safetensors file");
    String nan = write(ModelFile.content("any", 0, LAYOUT, new float[] {1, 2, Float.NaN}));
    assertThatThrownBy(() -> TensorModel.read(nan))
        .hasMessage("Tensor scale of model %s contains NaN".formatted(nan));
    String empty = write(ModelFile.content("any", 0, ModelLayout.of(), new float[0]));
    assertThatThrownBy(() -> TensorModel.read(empty)).hasMessageEndingWith("has no tensors");
    String counter = write(oneInteger());
    assertThatThrownBy(() -> TensorModel.read(counter))
        .hasMessage("Tensor steps of model %s must be F32, but is I64".formatted(counter));
  }

  private static Content oneInteger() {
    SafetensorsHeader header =
        SafetensorsHeader.of(Map.of(), List.of(new Tensor("steps", Dtype.I64, List.of())));
    return new Content() {
      @Override
      public long size() {
        return header.fileBytes();
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
          writer.writeLongs(new long[] {5}, 0, 1);
        }
      }
    };
  }
}
