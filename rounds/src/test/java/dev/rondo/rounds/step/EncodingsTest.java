package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Updates in two bytes a number, and in one. */
class EncodingsTest {

  private static final ModelLayout LAYOUT =
      new ModelLayout(
          List.of(
              TensorSpec.of("a", 10, 70),
              TensorSpec.of("running_var", 3),
              TensorSpec.of("frozen", 40),
              TensorSpec.of("b", 1),
              TensorSpec.of("c", 300),
              TensorSpec.of("d", 256)),
          new TreeMap<>(Map.of("running_var", Role.STATISTIC, "frozen", Role.KEEP)));

  private static float[] delta(int client, int round) {
    SplittableRandom random = new SplittableRandom(31L * client + round);
    float[] delta = new float[LAYOUT.parameterCount()];
    for (int i = 0; i < delta.length; i++) {
      delta[i] = (float) random.nextGaussian();
    }
    return delta;
  }

  private static TestJob trained(Encoding encoding, int parts, String... settings) {
    String[] all =
        Stream.concat(Stream.of(settings), Stream.of("encoding", encoding.text()))
            .toArray(String[]::new);
    TestJob job = TestJob.created(LAYOUT, all);
    job.parts = parts;
    for (int round = 1; round <= 2; round++) {
      job.open(round);
      for (int client = 0; client < 3; client++) {
        job.fold(job.upload(round, client, new LocalResult(delta(client, round), 1 + client, 0.5)));
      }
      job.aggregateInParts(round);
      job.close(round);
    }
    return job;
  }

  private static float[] model(TestJob job) {
    return ModelFile.read(job.memory, job.manifest(2).modelKey(), LAYOUT);
  }

  static Stream<Arguments> divisions() {
    return Encoding.OF_JOBS.stream()
        .flatMap(
            encoding ->
                Stream.of("weighted", "median")
                    .flatMap(
                        rule ->
                            Stream.of(1, 2, 3, 7)
                                .map(parts -> Arguments.of(encoding, rule, parts))));
  }

  @ParameterizedTest
  @MethodSource("divisions")
  void aModelInPartsHasTheSameBits(Encoding encoding, String rule, int parts) {
    String[] settings = {
      "aggregation", rule, "quorum", "3", "minimum", "3", "clip_update_norm", "20"
    };

    assertThat(model(trained(encoding, parts, settings)))
        .containsExactly(model(trained(encoding, 0, settings)));
  }

  /** A number of the deltas is at most 4.5 or so; a step of i8 is the largest of 256 / 127. */
  @ParameterizedTest
  @EnumSource(names = "MASKED", mode = EnumSource.Mode.EXCLUDE)
  void theMeanIsThatOfF32UpToTheEncodingsStep(Encoding encoding) {
    String[] settings = {"quorum", "3", "minimum", "3"};
    float[] exact = model(trained(Encoding.F32, 0, settings));
    double step =
        switch (encoding) {
          case F32 -> 0;
          case F16 -> 0x1p-10 * 4.5;
          case BF16 -> 0x1p-8 * 4.5;
          case I8 -> 2 * 4.5 / 127;
          case MASKED -> throw new IllegalArgumentException("No job chooses it");
        };

    assertThat(model(trained(encoding, 0, settings))).containsExactly(exact, within((float) step));
  }

  @ParameterizedTest
  @EnumSource(names = "MASKED", mode = EnumSource.Mode.EXCLUDE)
  void aStatisticIsExactAndAFrozenTensorStays(Encoding encoding) {
    String[] settings = {"quorum", "3", "minimum", "3"};
    float[] exact = model(trained(Encoding.F32, 0, settings));

    assertThat(model(trained(encoding, 0, settings)))
        .containsSequence(exact[700], exact[701], exact[702])
        .containsSequence(new float[40]);
  }

  @Test
  void anUpdateInAnotherEncodingDoesNotCount() {
    TestJob job = TestJob.created(LAYOUT, "encoding", "i8", "quorum", "2", "minimum", "1");
    job.open(1);
    Seat seat = TestJob.seat(1, 1, job.plan(1).seats());
    ClientUpdate update = new ClientUpdate(TestJob.ID, 1, 0, seat.nonce(), 1, 0.5);
    job.fold(job.upload(1, 0, new LocalResult(delta(0, 1), 1, 0.5)));
    job.fold(job.upload(1, 1, TestJob.bytes(update.toFile(LAYOUT, delta(1, 1)))));
    job.aggregateInParts(1);

    assertThat(job.contributors(1).contributors()).hasSize(1);
    String rejected = ObjectKeys.rejected(TestJob.ID, 1, TestJob.client(1));
    assertThat(new String(job.memory.bytes(rejected), StandardCharsets.UTF_8))
        .isEqualTo("{\"reason\":\"metadata\",\"detail\":\"encoding must be i8, but is 'f32'\"}");
  }
}
