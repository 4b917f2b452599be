package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.RoundResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationTest {

  @TempDir Path out = Path.of("");

  private static byte[] bytes(SimulationResult result) {
    try {
      return Files.readAllBytes(result.modelFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<RoundResult> results(SimulationResult result) {
    return result.rounds().stream().map(RoundRecord::result).toList();
  }

  private static void assertAddsUp(RoundResult round) {
    assertThat(round.accepted() + round.late() + round.dropped())
        .as("round %d", round.round())
        .isEqualTo(round.seats());
  }

  private Simulation.Builder troubled(String folder) {
    return Toy.simulation(out.resolve(folder))
        .set("clients", 60)
        .set("rounds", 8)
        .set("over_selection", 1.5)
        .set("drop_out", 0.15)
        .set("stragglers", "0.2:10")
        .set("deadline_seconds", 3);
  }

  @Test
  void roundsAreCommittedOneAfterAnother() {
    SimulationResult result = Toy.simulation(out).build().run();

    assertThat(result.version()).isEqualTo(4);
    assertThat(result.parameters()[0]).isEqualTo(0.4f, org.assertj.core.data.Offset.offset(1e-6f));
    assertThat(results(result))
        .hasSize(4)
        .allSatisfy(
            round -> {
              assertThat(round.status()).isEqualTo(Status.COMMITTED);
              assertThat(round.accepted()).isEqualTo(6);
              assertAddsUp(round);
            });
    assertThat(result.bestAccuracy().orElseThrow()).isBetween(0.39, 0.41);
  }

  @Test
  void theSameSeedGivesTheSameBitsWithOneThreadAndWithTwo() {
    SimulationResult one = troubled("one").threads(1).build().run();
    SimulationResult two = troubled("two").threads(2).build().run();

    assertThat(bytes(two)).isEqualTo(bytes(one));
    assertThat(results(two)).isEqualTo(results(one));
  }

  @Test
  void inPartsTheRoundsEndTheSameWayWithTheSameModelUpToRounding() {
    SimulationResult whole = troubled("whole").modelParts(size -> Division.of(0)).build().run();
    SimulationResult one =
        troubled("one").modelParts(size -> Division.of(7)).threads(1).build().run();
    SimulationResult two =
        troubled("two").modelParts(size -> Division.of(7)).threads(2).build().run();

    assertThat(bytes(two)).isEqualTo(bytes(one));
    assertThat(results(one))
        .allSatisfy(round -> assertThat(round.status()).isEqualTo(Status.COMMITTED))
        .allSatisfy(SimulationTest::assertAddsUp);
    assertThat(results(one))
        .extracting(RoundResult::accepted)
        .isEqualTo(results(whole).stream().map(RoundResult::accepted).toList());
    for (int i = 0; i < whole.parameters().length; i++) {
      assertThat(one.parameters()[i])
          .isCloseTo(whole.parameters()[i], org.assertj.core.data.Offset.offset(1e-6f));
    }
  }

  @Test
  void aRuleThatLooksAtAllUpdatesSideBySideIsRunInParts() {
    SimulationResult median =
        Toy.simulation(out.resolve("median")).set("aggregation", "median").build().run();
    SimulationResult krum =
        Toy.simulation(out.resolve("krum"))
            .set("aggregation", "krum:1")
            .set("minimum", 5)
            .build()
            .run();

    assertThat(results(median)).hasSize(4).allMatch(r -> r.status() == Status.COMMITTED);
    assertThat(results(krum))
        .hasSize(4)
        .allSatisfy(
            round -> {
              assertThat(round.status()).isEqualTo(Status.COMMITTED);
              assertThat(round.accepted()).isEqualTo(5);
              assertThat(round.late()).isEqualTo(1);
            });
  }

  @Test
  void anotherSeedGivesAnotherModel() {
    SimulationResult one = Toy.simulation(out.resolve("one")).set("seed", 1).build().run();
    SimulationResult two = Toy.simulation(out.resolve("two")).set("seed", 2).build().run();

    assertThat(two.parameters()).isNotEqualTo(one.parameters());
  }

  @Test
  void aThousandClientsTakePartInOneRound() {
    SimulationResult result =
        Toy.simulation(out)
            .data(Toy.data(3000))
            .set("clients", 1000)
            .set("fraction", 1)
            .set("rounds", 1)
            .build()
            .run();

    assertThat(results(result).get(0).accepted()).isEqualTo(1000);
  }

  @Test
  void stragglersDropOutAndDeadlinesLeaveRoundsThatAddUp() {
    List<RoundResult> rounds = results(troubled("x").build().run());

    rounds.forEach(SimulationTest::assertAddsUp);
    assertThat(rounds).extracting(RoundResult::status).contains(Status.COMMITTED);
    assertThat(rounds.stream().mapToInt(RoundResult::dropped).sum()).isPositive();
    assertThat(rounds.stream().mapToInt(RoundResult::late).sum()).isPositive();
  }

  @Test
  void withTooManyDropOutsARoundIsAbandonedAndTheNextWorks() {
    List<RoundResult> rounds =
        results(
            Toy.simulation(out)
                .set("rounds", 12)
                .set("drop_out", 0.5)
                .set("deadline_seconds", 30)
                .set("minimum", 4)
                .build()
                .run());

    assertThat(rounds).hasSize(12).allSatisfy(SimulationTest::assertAddsUp);
    int abandoned = rounds.stream().map(RoundResult::status).toList().indexOf(Status.ABANDONED);
    assertThat(abandoned).isNotNegative();
    assertThat(rounds.get(abandoned).reason().orElseThrow()).contains("minimum is 4");
    assertThat(rounds.subList(abandoned + 1, 12))
        .extracting(RoundResult::status)
        .contains(Status.COMMITTED);
  }

  /** A seat is visible again after two minutes, and its next client drops out as often. */
  @ParameterizedTest
  @CsvSource({"100, 0.5", "230, 0.25", "350, 0.125"})
  void everyClientThatTakesASeatDropsOutWithTheSameProbability(double deadline, double share) {
    RoundResult round =
        results(
                Toy.simulation(out)
                    .data(Toy.data(4000))
                    .set("clients", 4000)
                    .set("fraction", 0.25)
                    .set("rounds", 1)
                    .set("minimum", 1)
                    .set("drop_out", 0.5)
                    .set("deadline_seconds", deadline)
                    .build()
                    .run())
            .get(0);

    assertThat((double) round.dropped() / round.seats()).isCloseTo(share, within(0.03));
  }

  /** If every client has a seat, nobody is left to take it over. */
  @Test
  void withoutOtherClientsTheSeatsOfDropOutsStayWithoutAnUpdate() {
    RoundResult round =
        results(
                Toy.simulation(out)
                    .data(Toy.data(2000))
                    .set("clients", 1000)
                    .set("fraction", 1)
                    .set("rounds", 1)
                    .set("minimum", 1)
                    .set("drop_out", 0.5)
                    .build()
                    .run())
            .get(0);

    assertThat(round.dropped()).isBetween(450, 550);
  }

  private byte[] leavingSeatsBehind(String folder, int seed, int rounds) {
    return bytes(
        Toy.simulation(out.resolve(folder + seed))
            .set("clients", 30)
            .set("fraction", 0.4)
            .set("quorum", 8)
            .set("minimum", 1)
            .set("drop_out", 0.35)
            .set("deadline_seconds", 1000)
            .set("seed", seed)
            .set("rounds", rounds)
            .build()
            .run());
  }

  @Test
  void seatsThatDropOutsLeaveBehindChangeNothingInLaterRounds() {
    for (int seed = 1; seed <= 4; seed++) {
      byte[] atOnce = leavingSeatsBehind("at-once", seed, 6);
      byte[] roundByRound = new byte[0];
      for (int round = 1; round <= 6; round++) {
        // Each run begins with an empty queue.
        roundByRound = leavingSeatsBehind("round-by-round", seed, round);
      }
      assertThat(roundByRound).as("seed %d", seed).isEqualTo(atOnce);
    }
  }

  @Test
  void trainingEndsEarlyAtTheTargetAccuracy() {
    SimulationResult result =
        Toy.simulation(out).set("rounds", 20).set("target_accuracy", 0.25).build().run();

    assertThat(result.version()).isEqualTo(3);
    assertThat(result.rounds()).hasSize(3);
  }

  @Test
  void raisingTheRoundsGoesOnWhereTheJobStands() {
    Toy.simulation(out.resolve("a")).build().run();
    SimulationResult further = Toy.simulation(out.resolve("a")).set("rounds", 7).build().run();
    SimulationResult atOnce = Toy.simulation(out.resolve("b")).set("rounds", 7).build().run();

    assertThat(further.version()).isEqualTo(7);
    assertThat(bytes(further)).isEqualTo(bytes(atOnce));
  }

  @Test
  void raisingTheTargetGoesOnWhereTheJobStands() {
    Toy.simulation(out).set("target_accuracy", 0.15).build().run();
    SimulationResult further = Toy.simulation(out).set("target_accuracy", 0.35).build().run();

    assertThat(further.version()).isEqualTo(4);
  }

  @Test
  void aJobThatHasEndedIsReadBack() {
    SimulationResult first = Toy.simulation(out).build().run();
    SimulationResult second =
        Toy.simulation(out)
            .trainer(
                (base, data, settings, seed) -> {
                  throw new AssertionError("nothing is to be trained");
                })
            .build()
            .run();

    assertThat(second.parameters()).isEqualTo(first.parameters());
    assertThat(results(second)).isEqualTo(results(first));
  }

  @Test
  void aJobThatHasEndedIsNotSaidToResume() {
    List<String> said = new ArrayList<>();
    for (int rounds : List.of(4, 4, 6)) {
      Toy.simulation(out.resolve("rounds"))
          .set("rounds", rounds)
          .listener(saying(said))
          .build()
          .run();
    }
    for (int run = 0; run < 2; run++) {
      Toy.simulation(out.resolve("target"))
          .set("rounds", 20)
          .set("target_accuracy", 0.25)
          .listener(saying(said))
          .build()
          .run();
    }

    assertThat(said)
        .containsExactly("1 to 4", "ended after 4", "5 to 6", "1 to 20", "ended after 3");
  }

  private static SimulationListener saying(List<String> said) {
    return new SimulationListener() {
      @Override
      public void started(String job, int firstRound, int lastRound) {
        said.add(firstRound + " to " + lastRound);
      }

      @Override
      public void alreadyEnded(String job, int round) {
        said.add("ended after " + round);
      }
    };
  }

  @Test
  void anotherConfigurationIsRefusedWithTheDifference() {
    SimulationResult first = Toy.simulation(out).build().run();

    assertThatThrownBy(() -> Toy.simulation(out).set("learning_rate", 0.2).build().run())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("learning_rate: 0.1 -> 0.2")
        .hasMessageContaining("--restart");
    assertThat(bytes(Toy.simulation(out).build().run())).isEqualTo(bytes(first));
  }

  @Test
  void restartingBeginsAnew() {
    Toy.simulation(out).set("seed", 1).build().run();
    SimulationResult again =
        Toy.simulation(out).set("seed", 2).set("rounds", 2).restart(true).build().run();
    SimulationResult fresh =
        Toy.simulation(out.resolve("fresh")).set("seed", 2).set("rounds", 2).build().run();

    assertThat(again.rounds()).hasSize(2);
    assertThat(bytes(again)).isEqualTo(bytes(fresh));
  }

  @Test
  void aRestartThatWasCutShortDoesNotBringTheOldJobBack() throws IOException {
    Toy.simulation(out).set("seed", 1).build().run();
    Files.delete(out.resolve("toy/store/jobs/toy/job.json"));
    Files.delete(out.resolve("toy/store/jobs/toy/latest.json"));

    SimulationResult again = Toy.simulation(out).set("seed", 2).build().run();
    SimulationResult fresh = Toy.simulation(out.resolve("fresh")).set("seed", 2).build().run();
    assertThat(again.rounds()).hasSize(4);
    assertThat(bytes(again)).isEqualTo(bytes(fresh));
  }

  @Test
  void aJobThatLostItsConfigurationKeepsItsRounds() throws IOException {
    SimulationResult first = Toy.simulation(out).build().run();
    Files.delete(out.resolve("toy/store/jobs/toy/job.json"));

    assertThatThrownBy(() -> Toy.simulation(out).build().run())
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("its job.json is missing")
        .hasMessageContaining("--restart");
    assertThat(first.modelFile()).exists();
  }

  @Test
  void dataThatHaveChangedBetweenTwoRunsAreNoticed() {
    Toy.simulation(out).build().run();

    assertThatThrownBy(() -> Toy.simulation(out).data(Toy.data(252)).set("rounds", 5).build().run())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the training data differ");
  }

  @Test
  void settingsOfTablesAreRefusedIfNoTableIsRead() {
    assertThatThrownBy(() -> Toy.simulation(out).set("scale", "standardize").build().run())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("apply to CSV files, but this job reads none");
  }

  @Test
  void aJobThatHasTrainedWithAnotherKernelGoesOnWithANotice() throws IOException {
    NoticeListener first = new NoticeListener();
    Toy.simulation(out).set("rounds", 1).listener(first).build().run();
    Path inputs = out.resolve("toy/store/jobs/toy/inputs.json");
    String kernel = first.kernels.get(0);
    Files.writeString(inputs, Files.readString(inputs).replace(kernel, "Nehalem"));

    NoticeListener second = new NoticeListener();
    SimulationResult result = Toy.simulation(out).listener(second).build().run();

    assertThat(result.version()).isEqualTo(4);
    assertThat(first.notices).isEmpty();
    assertThat(second.notices)
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("trained with the OpenBLAS kernel Nehalem", "uses " + kernel)
        .contains("not bit-identical", "OPENBLAS_CORETYPE=Nehalem");
    assertThat(Files.readString(inputs))
        .contains("\"kernels\":[\"Nehalem\",\"%s\"]".formatted(kernel));
  }

  @Test
  void aJobThatHasTrainedWithTwoKernelsSaysSoHoweverItGoesOn() throws IOException {
    NoticeListener listener = new NoticeListener();
    Toy.simulation(out).set("rounds", 1).listener(listener).build().run();
    Path inputs = out.resolve("toy/store/jobs/toy/inputs.json");
    String kernel = listener.kernels.get(0);
    String both = "[\"%s\",\"Nehalem\"]".formatted(kernel);
    Files.writeString(inputs, Files.readString(inputs).replace("[\"%s\"]".formatted(kernel), both));

    Toy.simulation(out).listener(listener).build().run();

    assertThat(listener.notices)
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains(kernel + ", Nehalem, and this run uses " + kernel, "--restart");
    assertThat(Files.readString(inputs)).contains(both);
  }

  @Test
  void aJobOfAnUnknownKernelGoesOnWithoutANotice() throws IOException {
    NoticeListener listener = new NoticeListener();
    Toy.simulation(out).set("rounds", 1).listener(listener).build().run();
    Path inputs = out.resolve("toy/store/jobs/toy/inputs.json");
    String kernel = "\"" + listener.kernels.get(0) + "\"";
    Files.writeString(inputs, Files.readString(inputs).replace(kernel, ""));

    Toy.simulation(out).listener(listener).build().run();

    assertThat(Files.readString(inputs)).contains("\"kernels\":[" + kernel + "]");
    assertThat(listener.notices).isEmpty();
  }

  private static final class NoticeListener implements SimulationListener {
    private final List<String> kernels = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    @Override
    public void kernel(String name) {
      kernels.add(name);
    }

    @Override
    public void notice(String text) {
      notices.add(text);
    }
  }

  @Test
  void aRoundThatWasCommittedButNotClosedEndsAsItWouldHave() throws IOException {
    SimulationResult whole = troubled("whole").build().run();
    SimulationResult cut = troubled("cut").build().run();
    Path round = cut.folder().resolve("store/jobs/toy/rounds/00000008");
    Files.delete(round.resolve("result.json"));

    SimulationResult again = troubled("cut").build().run();
    assertThat(results(again)).isEqualTo(results(whole));
    assertThat(bytes(again)).isEqualTo(bytes(whole));
  }

  @Test
  void aSecondSimulationOfTheSameJobIsRefused() {
    List<String> refusals = new ArrayList<>();
    Toy.simulation(out)
        .listener(
            new SimulationListener() {
              @Override
              public void roundOpened(int round) {
                assertThatThrownBy(() -> Toy.simulation(out).build().run())
                    .isInstanceOf(SimulationException.class)
                    .satisfies(e -> refusals.add(String.valueOf(e.getMessage())));
              }
            })
        .build()
        .run();

    assertThat(refusals).hasSize(4).allMatch(m -> m.contains("Another process"));
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldWithItsReason() throws IOException {
    Path file = Files.writeString(out.resolve("file"), "x");

    assertThatThrownBy(() -> Toy.simulation(file).build().run())
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("Cannot write to " + file);
  }

  @Test
  void aTrainerThatFailsEndsTheSimulationWithItsError() {
    assertThatThrownBy(
            () ->
                Toy.simulation(out)
                    .trainer(
                        (base, data, settings, seed) -> {
                          throw new IllegalStateException("no data");
                        })
                    .build()
                    .run())
        .hasMessageContaining("no data");
    assertThat(Toy.simulation(out).build().run().version()).isEqualTo(4);
  }

  @Test
  void anUpdateThatIsNotFiniteIsRejectedAndTheRoundGoesOn() {
    SimulationResult result =
        Toy.simulation(out)
            .set("rounds", 1)
            .set("quorum", 5)
            .trainer(
                (base, data, settings, seed) -> {
                  LocalResult good = Toy.train(base, data, settings, seed);
                  float[] first = new float[2];
                  data.features(0, first, 0);
                  if (Math.floorMod(seed, 3) == 0) {
                    good.delta()[7] = Float.NaN;
                  }
                  return good;
                })
            .set("deadline_seconds", 50)
            .set("minimum", 1)
            .build()
            .run();

    RoundResult round = results(result).get(0);
    assertThat(round.status()).isEqualTo(Status.COMMITTED);
    assertThat(round.rejected()).isPositive();
    assertAddsUp(round);
  }
}
