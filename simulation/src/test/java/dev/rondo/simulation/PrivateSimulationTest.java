package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.model.Release;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Participations;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.RoundResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole trainings with differential privacy. */
class PrivateSimulationTest {

  @TempDir Path out = Path.of("");

  private Simulation.Builder privately(String folder, String mechanism) {
    return Toy.simulation(out.resolve(folder))
        .set("clients", 24)
        .set("fraction", 0.25)
        .set("privacy", mechanism)
        .set("privacy_epsilon", 8)
        .set("privacy_delta", 0.001)
        .set("clip_update_norm", 0.5);
  }

  private static byte[] bytes(SimulationResult result) {
    try {
      return Files.readAllBytes(result.modelFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Documents documents(SimulationResult result) {
    return new Documents(new DirectoryStore(result.folder().resolve("store")));
  }

  private static Release release(SimulationResult result, int version) {
    return documents(result)
        .require(ObjectKeys.manifest(result.job(), version), VersionManifest.class)
        .release()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"gaussian, 1", "gaussian, 2", "blt, 1", "blt, 2"})
  void aRunInPartsOnTwoThreadsHasTheSameBits(String mechanism, int threads) {
    SimulationResult whole = privately("whole", mechanism).threads(1).build().run();
    SimulationResult parts =
        privately("parts", mechanism)
            .threads(threads)
            .modelParts(size -> Division.of(3))
            .build()
            .run();

    assertThat(bytes(parts)).isEqualTo(bytes(whole));
    assertThat(whole.rounds())
        .extracting(round -> round.result().status())
        .containsOnly(Status.COMMITTED);
  }

  @Test
  void anotherSeedHasOtherNoise() {
    SimulationResult one = privately("one", "gaussian").set("privacy_noise", 1e3).build().run();
    SimulationResult two =
        privately("two", "gaussian").set("privacy_noise", 1e3).set("seed", 7).build().run();

    assertThat(bytes(two)).isNotEqualTo(bytes(one));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "blt"})
  void aTrainingEndsWithTheVersionsThatItsBudgetPaysFor(String mechanism) {
    SimulationResult paid = privately("paid", mechanism).set("privacy_cap", 4).build().run();
    double noise = release(paid, 4).noiseMultiplier();

    SimulationResult result =
        privately("short", mechanism)
            .set("privacy_cap", 8)
            .set("privacy_cool_down", 1)
            .set("rounds", 8)
            .set("privacy_noise", noise)
            .build()
            .run();

    assertThat(result.version()).isBetween(1, 7);
    assertThat(result.rounds())
        .hasSize(result.version())
        .extracting(RoundRecord::result)
        .extracting(RoundResult::status)
        .containsOnly(Status.COMMITTED);
    assertThat(result.budgetSpent().orElseThrow())
        .startsWith("the privacy budget of job toy is spent: its " + result.version());
    assertThat(paid.budgetSpent()).isEmpty();
    Release last = release(result, result.version());
    assertThat(last.spent()).isBetween(4.0, 8.0);
    assertThat(last.number()).isEqualTo(result.version());
  }

  @Test
  void noClientContributesMoreOftenOrSoonerThanAllowed() {
    SimulationResult result =
        privately("limits", "gaussian").set("rounds", 8).set("privacy_cool_down", 4).build().run();

    assertThat(result.version()).isEqualTo(8);
    Documents documents = documents(result);
    Participations before =
        documents.require(ObjectKeys.participations(result.job(), 8), Participations.class);
    assertThat(before.releases()).isEqualTo(7);
    assertThat(before.most()).isEqualTo(2);
    // 24 clients in turns of six: everybody once in four rounds.
    assertThat(before.clients()).hasSize(24);
    for (int round = 1; round <= 8; round++) {
      JsonNode decision =
          documents.require(ObjectKeys.decision(result.job(), round), JsonNode.class);
      assertThat(decision.findValuesAsText("client")).hasSize(6).doesNotHaveDuplicates();
    }
  }

  @Test
  void aPoissonSampleIsDrawnForEachRound() {
    SimulationResult result =
        Toy.simulation(out)
            .set("clients", 80)
            .set("fraction", 0.25)
            .set("rounds", 12)
            .set("privacy", "gaussian")
            .set("privacy_sampling", "poisson")
            .set("privacy_epsilon", 4)
            .set("privacy_delta", 0.001)
            .set("clip_update_norm", 0.5)
            .build()
            .run();

    List<Integer> sizes = result.rounds().stream().map(round -> round.result().accepted()).toList();
    double mean = sizes.stream().mapToInt(size -> size).average().orElseThrow();
    assertThat(sizes).hasSize(12);
    assertThat(sizes.stream().distinct().count()).isGreaterThan(4);
    // Five standard errors of the mean of 12 binomial numbers with variance 15.
    assertThat(mean).isBetween(20 - 5.6, 20 + 5.6);
    assertThat(release(result, 12).denominator()).isEqualTo(20);
    assertThat(release(result, 12).spent()).isBetween(3.9, 4.0);
  }
}
