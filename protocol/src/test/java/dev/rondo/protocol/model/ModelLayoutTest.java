package dev.rondo.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModelLayoutTest {

  private static final List<TensorSpec> TENSORS =
      List.of(
          TensorSpec.of("a", 2),
          TensorSpec.of("b", 3),
          TensorSpec.of("nothing", 0),
          TensorSpec.of("mean", 2),
          TensorSpec.of("var", 2),
          TensorSpec.of("c"));
  private static final ModelLayout LAYOUT =
      new ModelLayout(
          TENSORS, new TreeMap<>(Map.of("mean", Role.STATISTIC, "var", Role.STATISTIC)));

  @Test
  void stretchesJoinTensorsOfOneRole() {
    assertThat(LAYOUT.stretches(0, 10))
        .containsExactly(
            new Stretch(Role.MEAN, 0, 5),
            new Stretch(Role.STATISTIC, 5, 9),
            new Stretch(Role.MEAN, 9, 10));
    assertThat(LAYOUT.stretches(6, 8)).containsExactly(new Stretch(Role.STATISTIC, 6, 8));
    assertThat(LAYOUT.stretches(1, 6))
        .containsExactly(new Stretch(Role.MEAN, 1, 5), new Stretch(Role.STATISTIC, 5, 6));
    assertThat(new Stretch(Role.MEAN, 4, 6).after(4)).isEqualTo(new Stretch(Role.MEAN, 0, 2));
  }

  @Test
  void withoutRolesThereIsOneStretch() {
    assertThat(new ModelLayout(TENSORS).stretches(3, 9))
        .containsExactly(new Stretch(Role.MEAN, 3, 9));
  }

  @Test
  void aModelFileKeepsTheRoles() {
    assertThat(ModelFile.layout(ModelFile.header("job", 3, LAYOUT), "a file")).isEqualTo(LAYOUT);
    assertThat(ModelFile.header("job", 3, LAYOUT).metadata())
        .containsEntry("roles", "{\"mean\":\"statistic\",\"var\":\"statistic\"}");
    assertThat(ModelFile.header("job", 3, new ModelLayout(TENSORS)).metadata())
        .doesNotContainKey("roles");
  }

  @Test
  void aRoleNeedsATensor() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelLayout(TENSORS, new TreeMap<>(Map.of("d", Role.STATISTIC))))
        .withMessage("Tensor d has a role and does not exist");
  }

  @Test
  void rolesAreWordsInJson() {
    String json = Json.text(LAYOUT);

    assertThat(json)
        .endsWith("\"roles\":{\"mean\":\"statistic\",\"var\":\"statistic\"},\"dtypes\":{}}");
    assertThat(Json.parse(Json.bytes(LAYOUT), ModelLayout.class, "a layout")).isEqualTo(LAYOUT);
  }

  @Test
  void aModelFileKeepsTheTypesInWhichClientsHoldTensors() {
    ModelLayout typed =
        new ModelLayout(
            TENSORS, new TreeMap<>(), new TreeMap<>(Map.of("a", Dtype.F16, "c", Dtype.I64)));

    assertThat(ModelFile.header("job", 3, typed).metadata())
        .containsEntry("dtypes", "{\"a\":\"f16\",\"c\":\"i64\"}");
    assertThat(ModelFile.layout(ModelFile.header("job", 3, typed), "a file")).isEqualTo(typed);
    assertThat(ModelFile.header("job", 3, typed).tensors())
        .extracting(Tensor::dtype)
        .containsOnly(Dtype.F32);
    assertThat(typed.held())
        .extracting(Tensor::dtype)
        .containsExactly(Dtype.F16, Dtype.F32, Dtype.F32, Dtype.F32, Dtype.F32, Dtype.I64);
    assertThat(Json.parse(Json.bytes(typed), ModelLayout.class, "a layout")).isEqualTo(typed);
  }

  @Test
  void aTypeNeedsATensorAndAMean() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ModelLayout(TENSORS, new TreeMap<>(), new TreeMap<>(Map.of("d", Dtype.F16))))
        .withMessage("Tensor d has a type and does not exist");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ModelLayout(TENSORS, new TreeMap<>(), new TreeMap<>(Map.of("a", Dtype.C64))))
        .withMessage("Tensor a is C64, which has no mean");
  }
}
