package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.local.DirectoryStore;
import dev.rondo.privacy.masks.FixedPoint;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.RoundResult.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds in which a helper with a store of its own adds up the masks. */
class SecureAggregationTest {

  private static final String JOB = "toy";

  @TempDir Path out = Path.of("");

  private Simulation.Builder simulation(String folder) {
    return Toy.simulation(out.resolve(folder))
        .set("clip_update_norm", 1.5)
        .set("aggregation", "unweighted");
  }

  private Simulation.Builder masked(String folder) {
    return simulation(folder).set("secure_aggregation", "helper");
  }

  private DirectoryStore store(String folder) {
    return new DirectoryStore(out.resolve(folder).resolve(JOB).resolve("store"));
  }

  private DirectoryStore helper(String folder) {
    return new DirectoryStore(out.resolve(folder).resolve(JOB).resolve("helper"));
  }

  private List<String> contributors(String folder, int round) {
    return new Documents(store(folder))
        .require(ObjectKeys.decision(JOB, round), Decision.class).contributors().stream()
            .map(Contributor::client)
            .toList();
  }

  private Plan plan(String folder, int round) {
    return new Documents(store(folder)).require(ObjectKeys.plan(JOB, round), Plan.class);
  }

  private float[] update(String folder, int round, String client) {
    float[] delta = new float[Toy.PARAMETERS];
    try (StoredObject object =
            store(folder).get(ObjectKeys.update(JOB, round, client)).orElseThrow();
        SafetensorsReader reader = SafetensorsReader.open(object.body(), object.info().size())) {
      int at = 0;
      for (Tensor tensor : reader.header().tensors()) {
        reader.readFloats(delta, at, (int) tensor.elements());
        at += (int) tensor.elements();
      }
      return delta;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sum of the clipped updates as integers, by a plain loop. */
  private long[] plainSum(String folder, int round, FixedPoint numbers, double clip) {
    long[] sum = new long[Toy.PARAMETERS];
    for (String client : contributors(folder, round)) {
      float[] delta = update(folder, round, client);
      double squares = 0;
      for (float number : delta) {
        squares += (double) number * number;
      }
      double norm = Math.sqrt(squares);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += numbers.encode(delta[i] * (norm > clip ? clip / norm : 1));
      }
    }
    return sum;
  }

  @Test
  void theModelIsThePlainMeanOfTheIntegersBitForBit() {
    simulation("plain").set("rounds", 1).build().run();
    SimulationResult result = masked("masked").set("rounds", 1).build().run();

    assertThat(contributors("masked", 1)).isEqualTo(contributors("plain", 1)).hasSize(6);
    Plan plan = plan("masked", 1);
    int bits = plan.secureAggregation().orElseThrow().fractionBits();
    FixedPoint numbers = new FixedPoint(plan.seats(), plan.clipUpdateNorm(), bits);
    long[] sum = plainSum("plain", 1, numbers, plan.clipUpdateNorm());
    float[] base = ModelFile.read(store("masked"), plan.baseModel(), plan.layout());
    float[] expected = new float[base.length];
    for (int i = 0; i < base.length; i++) {
      expected[i] = (float) (base[i] + Math.scalb((double) sum[i], -bits) / 6);
    }
    assertThat(result.parameters()).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aTrainingWithDropOutsAndStragglersCommitsEveryRound(int parts) {
    SimulationResult result =
        masked("masked")
            .set("clients", 60)
            .set("rounds", 5)
            .set("over_selection", 1.5)
            .set("drop_out", 0.15)
            .set("stragglers", "0.2:10")
            .set("deadline_seconds", 3)
            .modelParts(size -> new Division(parts, 0))
            .build()
            .run();

    assertThat(result.version()).isEqualTo(5);
    assertThat(result.rounds())
        .allSatisfy(round -> assertThat(round.result().status()).isEqualTo(Status.COMMITTED));
  }

  @Test
  void aModelInPartsIsThatOfAWholeModel() {
    SimulationResult whole = masked("whole").set("server_momentum", 0.5).build().run();
    SimulationResult parts =
        masked("parts")
            .set("server_momentum", 0.5)
            .modelParts(size -> new Division(3, 0))
            .build()
            .run();

    assertThat(parts.parameters()).containsExactly(whole.parameters());
  }

  @Test
  void aRepeatedRunHasTheSameModelAndTheSameMaskedUpdates() {
    SimulationResult first = masked("first").build().run();
    SimulationResult second = masked("second").build().run();

    assertThat(second.parameters()).containsExactly(first.parameters());
    assertThat(contributors("second", 4)).isEqualTo(contributors("first", 4));
    assertThat(store("second").list(ObjectKeys.updates(JOB, 4)))
        .isEqualTo(store("first").list(ObjectKeys.updates(JOB, 4)))
        .isNotEmpty();
  }

  @Test
  void aJobThatStartsOverHasNoMasksOfItsEarlierRounds() {
    masked("again").build().run();
    SimulationResult again = masked("again").set("clip_update_norm", 1).restart(true).build().run();

    assertThat(again.version()).isEqualTo(4);
  }

  @Test
  void aRoundIsAbandonedWithTheReasonForWhichTheHelperRefuses() {
    masked("refused").set("rounds", 1).set("clients", 6).set("fraction", 1).build().run();
    helper("refused")
        .put(
            ObjectKeys.clientKeys(),
            Content.of("{\"clients\":{}}".getBytes(StandardCharsets.UTF_8)));
    SimulationResult result =
        masked("refused").set("rounds", 2).set("clients", 6).set("fraction", 1).build().run();

    RoundResult refused = result.rounds().get(1).result();
    assertThat(refused.status()).isEqualTo(Status.ABANDONED);
    assertThat(refused.reason().orElseThrow())
        .startsWith("the helper refused to add up the masks (unknown_client): Client client-0000");
    assertThat(result.version()).isEqualTo(1);
  }

  @Test
  void documentsDoNotTellWhatAClientReportsOfItself() {
    SimulationResult result = masked("secret").set("rounds", 1).build().run();

    Decision decision =
        new Documents(store("secret")).require(ObjectKeys.decision(JOB, 1), Decision.class);
    assertThat(decision.contributors())
        .allSatisfy(
            contributor -> {
              assertThat(contributor.examples()).isZero();
              assertThat(contributor.trainLoss()).isEmpty();
            });
    assertThat(result.rounds().get(0).result().trainLoss()).isEmpty();
    String update = ObjectKeys.update(JOB, 1, contributors("secret", 1).get(0));
    assertThat(header(store("secret"), update).metadata())
        .containsEntry("encoding", "masked")
        .containsEntry("examples", "1")
        .doesNotContainKey("train_loss");
  }

  private static SafetensorsHeader header(DirectoryStore store, String key) {
    StoredObject object = store.get(key).orElseThrow();
    return object.read(in -> SafetensorsHeader.read(in, object.info().size()));
  }
}
