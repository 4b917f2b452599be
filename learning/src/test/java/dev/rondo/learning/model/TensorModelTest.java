package dev.rondo.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.RoleRules;
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
import java.util.TreeMap;
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

    TensorModel model = TensorModel.read(file, RoleRules.NONE);

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
        TensorModel.read(
            write(ModelFile.content("any", 0, norm, new float[] {1, 2, 3})), RoleRules.NONE);

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
    assertThatThrownBy(() -> TensorModel.read("no.safetensors", RoleRules.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Model no.safetensors does not exist");
    String torn = write(Content.of(new byte[9]));
    assertThatThrownBy(() -> TensorModel.read(torn, RoleRules.NONE))
        .hasMessageContaining("is not a valid safetensors file");
    String nan = write(ModelFile.content("any", 0, LAYOUT, new float[] {1, 2, Float.NaN}));
    assertThatThrownBy(() -> TensorModel.read(nan, RoleRules.NONE))
        .hasMessage("Tensor scale of model %s contains NaN".formatted(nan));
    String empty = write(ModelFile.content("any", 0, ModelLayout.of(), new float[0]));
    assertThatThrownBy(() -> TensorModel.read(empty, RoleRules.NONE))
        .hasMessageEndingWith("has no tensors");
    String complex = write(file(new Tensor("waves", Dtype.C64, List.of(1L))));
    assertThatThrownBy(() -> TensorModel.read(complex, RoleRules.NONE))
        .hasMessage(
            "Tensor waves of model %s is C64. Rondo trains F16, BF16, F32, F64, integers and BOOL."
                .formatted(complex));
  }

  @Test
  void tensorsKeepTheirTypesAndIntegersAreNotOptimized() throws IOException {
    String mixed =
        write(
            file(
                new Tensor("w", Dtype.BF16, List.of(2L)),
                new Tensor("bn.num_batches_tracked", Dtype.I64, List.of()),
                new Tensor("ids", Dtype.I32, List.of(3L)),
                new Tensor("b", Dtype.F32, List.of(1L))));

    TensorModel model = TensorModel.read(mixed, RoleRules.NONE);

    assertThat(model.layout().dtypes())
        .isEqualTo(Map.of("w", Dtype.BF16, "bn.num_batches_tracked", Dtype.I64, "ids", Dtype.I32));
    assertThat(model.layout().roles())
        .isEqualTo(Map.of("bn.num_batches_tracked", Role.MAX, "ids", Role.STATISTIC));
    assertThat(model.notices())
        .containsExactly(
            "Clients and server exchange all numbers as F32, which has 24 bits of precision."
                + " Tensors with more: bn.num_batches_tracked (I64), ids (I32)");
  }

  @Test
  void aRoleComesFromTheRulesThenFromTheFileThenFromTheName() throws IOException {
    ModelLayout stated =
        new ModelLayout(
            List.of(
                TensorSpec.of("a", 1), TensorSpec.of("b", 1), TensorSpec.of("c.running_var", 1)),
            new TreeMap<>(Map.of("a", Role.MAX, "b", Role.MAX)));
    String file = write(ModelFile.content("any", 0, stated, new float[] {1, 2, 3}));

    assertThat(TensorModel.read(file, RoleRules.parse("b=keep").orElseThrow()).layout().roles())
        .isEqualTo(Map.of("a", Role.MAX, "b", Role.KEEP, "c.running_var", Role.STATISTIC));
    RoleRules frozen = RoleRules.parse("*=keep").orElseThrow();
    assertThatThrownBy(() -> TensorModel.read(file, frozen))
        .hasMessageStartingWith("No tensor of model " + file + " would be uploaded");
    RoleRules unused = RoleRules.parse("nothing*=keep").orElseThrow();
    assertThatThrownBy(() -> TensorModel.read(file, unused))
        .hasMessage("roles: the pattern nothing* fits no tensor of model " + file);
  }

  /** A file of zeros. */
  private static Content file(Tensor... tensors) {
    SafetensorsHeader header = SafetensorsHeader.of(Map.of(), List.of(tensors));
    return new Content() {
      @Override
      public long size() {
        return header.fileBytes();
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
          for (Tensor tensor : tensors) {
            int size = Math.toIntExact(tensor.bytes());
            writer.writeBytes(new byte[size], 0, size);
          }
        }
      }
    };
  }
}
