package dev.rondo.rounds.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.Golden;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.training.Measurement;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class UpdateGoldenTest {

  private static byte[] bytes(Content content) {
    MemoryStore store = new MemoryStore();
    store.put("x", content);
    return store.bytes("x");
  }

  @Test
  void anUpdateIsTheseBytes() {
    ModelLayout layout = ModelLayout.of(TensorSpec.of("fc.weight", 1, 2), TensorSpec.of("fc.b"));
    ClientUpdate update = new ClientUpdate("mnist-1", 7, 6, "00ff", 600, 0.25);

    assertThat(bytes(update.toFile(layout, new float[] {1, -2.5f, 0.125f})))
        .isEqualTo(
            Golden.bytes(
                """
                1001000000000000 # the header's length: 272
                :{"__metadata__":{"base_version":"6",
                :"encoding":"f32",
                :"examples":"600",
                :"job":"mnist-1",
                :"kind":"update",
                :"nonce":"00ff",
                :"round":"7",
                :"train_loss":"0.25"},
                :"fc.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
                :"fc.b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}
                202020           # padding to a multiple of 8
                0000803f         # fc.weight[0,0] = 1
                000020c0         # fc.weight[0,1] = -2.5
                0000003e         # fc.b = 0.125, a scalar\
                """));
  }

  @Test
  void anUpdateThatWasTrainedOnALeasedDataShardNamesIt() {
    ModelLayout layout = ModelLayout.of(TensorSpec.of("fc.b"));
    ClientUpdate update =
        new ClientUpdate(
            "mnist-1",
            7,
            6,
            "00ff",
            600,
            OptionalDouble.of(0.25),
            Optional.of("shard-00007"),
            Optional.empty(),
            Optional.empty());

    assertThat(bytes(update.toFile(layout, new float[] {0.125f})))
        .isEqualTo(
            Golden.bytes(
                """
                e800000000000000 # the header's length: 232
                :{"__metadata__":{"base_version":"6",
                :"data_shard":"shard-00007",
                :"encoding":"f32",
                :"examples":"600",
                :"job":"mnist-1",
                :"kind":"update",
                :"nonce":"00ff",
                :"round":"7",
                :"train_loss":"0.25"},
                :"fc.b":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}
                0000003e         # fc.b = 0.125, a scalar\
                """));
  }

  @Test
  void anUpdateWithMetricsIsTheseBytes() {
    ModelLayout layout = ModelLayout.of(TensorSpec.of("fc.b"));
    ClientUpdate update = measuring(new Measurement(40, Map.of("loss", Double.NaN, "f1", 0.875)));

    assertThat(bytes(update.toFile(layout, new float[] {0.125f})))
        .isEqualTo(
            Golden.bytes(
                """
                0001000000000000 # the header's length: 256
                :{"__metadata__":{"base_version":"6",
                :"encoding":"f32",
                :"examples":"40",
                :"job":"mnist-1",
                :"kind":"update",
                :"metrics":"{\\"f1\\":0.875,\\"loss\\":null}",
                :"metrics_examples":"40",
                :"nonce":"00ff",
                :"round":"7"},
                :"fc.b":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}
                20202020202020 # padding to a multiple of 8
                0000003e         # fc.b = 0.125, a scalar\
                """));
  }

  @Test
  void anUpdateOfAClientThatOnlyMeasuresHasNoTensors() {
    ClientUpdate update = measuring(new Measurement(40, Map.of("f1", 0.875)));

    assertThat(bytes(update.toFile(ModelLayout.EMPTY, new float[0])))
        .isEqualTo(
            Golden.bytes(
                """
                b800000000000000 # the header's length: 184
                :{"__metadata__":{"base_version":"6",
                :"encoding":"f32",
                :"examples":"40",
                :"job":"mnist-1",
                :"kind":"update",
                :"metrics":"{\\"f1\\":0.875}",
                :"metrics_examples":"40",
                :"nonce":"00ff",
                :"round":"7"}}
                20202020 # padding to a multiple of 8\
                """));
  }

  private static ClientUpdate measuring(Measurement measured) {
    return new ClientUpdate(
        "mnist-1",
        7,
        6,
        "00ff",
        40,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.of(measured),
        Optional.empty());
  }

  @Test
  void anUpdateLiesWhereItsClientMayWrite() {
    assertThat(ObjectKeys.update("mnist-1", 7, "AROAX:i-0a"))
        .isEqualTo("updates/mnist-1/00000007/AROAX:i-0a.safetensors");
  }
}
