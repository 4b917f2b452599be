package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskStream;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.client.UpdateMasks.Masked;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.MaskSums;
import dev.rondo.rounds.step.Aggregate.Outcome;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.Dump;
import dev.rondo.rounds.testing.TestHelper;
import dev.rondo.rounds.testing.TestJob;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the bucket of the account that aggregates tells of the update of one client in rounds with
 * masks. Whoever looks into it knows that update, and asks whether it took part.
 */
class MaskedDumpTest {

  private static final int NUMBERS = 30_000;
  private static final int CONTRIBUTORS = 4;
  private static final ModelLayout LAYOUT =
      ModelLayout.of(TensorSpec.of("w", 140, 200), TensorSpec.of("b", NUMBERS - 140 * 200));
  private static final String[] SETTINGS = {
    "secure_aggregation",
    "helper",
    "helper_function",
    "unmask",
    "clip_update_norm",
    "1",
    "quorum",
    Integer.toString(CONTRIBUTORS),
    "minimum",
    "3"
  };

  private final TestHelper helper = new TestHelper(TestHelper.repeatable(1));
  private final TestJob job = job();

  private static TestJob job() {
    return TestJob.created(LAYOUT, model(), SETTINGS);
  }

  private static float[] model() {
    Random random = new Random(7);
    float[] numbers = new float[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      numbers[i] = (float) (0.01 * random.nextGaussian());
    }
    return numbers;
  }

  /** Updates of all clients point into nearly the same direction, and have norms of 0.9. */
  private static float[] update(int client) {
    Random random = new Random(100 + client);
    float[] numbers = new float[NUMBERS];
    double squares = 0;
    for (int i = 0; i < NUMBERS; i++) {
      numbers[i] = (float) (Math.sin(i / 50.0) + 0.3 * random.nextGaussian());
      squares += (double) numbers[i] * numbers[i];
    }
    for (int i = 0; i < NUMBERS; i++) {
      numbers[i] *= (float) (0.9 / Math.sqrt(squares));
    }
    return numbers;
  }

  /** The update of client 0 as integers. */
  private int[] known() {
    return encoded(job.plan(1), update(0));
  }

  private static int[] encoded(Plan plan, float[] delta) {
    int[] numbers = new int[delta.length];
    MaskSums.numbers(plan).encode(delta, 1, numbers, 0);
    return numbers;
  }

  private void upload(SecureUploads uploads) {
    for (int client = 0; client < CONTRIBUTORS; client++) {
      upload(job, 1, client, new LocalResult(update(client), 9, 0.5), uploads);
    }
  }

  private static void upload(
      TestJob job, int round, int client, LocalResult result, SecureUploads uploads) {
    Plan plan = job.plan(round);
    new ClientRound(job.store, TestJob.client(client), () -> job.now, uploads)
        .upload(plan, TestJob.seat(round, client, plan.seats()), result);
  }

  private static void fold(TestJob job) {
    job.fold(job.event(1, 0), job.event(1, 1));
    job.fold(job.event(1, 2), job.event(1, 3));
  }

  private void assertNothingDepends() {
    assertThat(Dump.of(job.memory).dependingOn(known())).isEmpty();
  }

  private static String updateKey(int round, int client) {
    return ObjectKeys.update(TestJob.ID, round, TestJob.client(client));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 2", "3, 0"})
  void onlyTheNewModelDependsOnAnUpdate(int parts, int groups) {
    job.parts = parts;
    job.groups = groups;
    job.open(1);
    upload(helper.uploads());
    assertNothingDepends();
    fold(job);
    assertNothingDepends();
    Outcome asked = job.aggregateInParts(1);
    assertThat(asked.status()).isEqualTo(Status.UNMASK);
    assertNothingDepends();
    helper.answer(job.store, job.plan(1), asked.ranges());
    assertNothingDepends();

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);
    job.close(1);
    Dump dump = Dump.of(job.memory);
    assertThat(dump.dependingOn(known())).containsExactly(job.manifest(1).modelKey());
    assertThat(dump.files())
        .contains(updateKey(1, 0), updateKey(1, 3), job.manifest(0).modelKey())
        .hasSizeGreaterThan(CONTRIBUTORS + 2);
  }

  @Test
  void aBucketHasNothingElseOfAnUpdate() {
    TestJob other = job();
    job.open(1);
    other.open(1);
    for (int client = 0; client < CONTRIBUTORS; client++) {
      Masked same = masked(mask(TestJob.client(client)));
      SecureUploads uploads = SecureUploads.of(helper.own, (plan, name, delta) -> same);
      upload(job, 1, client, new LocalResult(update(client), 9, 0.5), uploads);
      upload(other, 1, client, new LocalResult(update(client + 5), 70, 2.5), uploads);
    }
    fold(job);
    fold(other);

    assertThat(job.aggregateInParts(1)).isEqualTo(other.aggregateInParts(1));
    assertThat(objects(other)).isEqualTo(objects(job));
  }

  /** All objects in hexadecimal, by key. */
  private static Map<String, String> objects(TestJob job) {
    return job.memory.list("").stream()
        .map(ObjectInfo::key)
        .collect(Collectors.toMap(key -> key, key -> hex(job.memory.bytes(key))));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 16, 24})
  void aShortMaskIsFound(int bits) {
    job.open(1);
    upload(badMasks(client -> client, (1 << bits) - 1));

    assertThat(Dump.of(job.memory).dependingOn(known())).contains(updateKey(1, 0));
  }

  @Test
  void aMaskOfTwoClientsIsFound() {
    job.open(1);
    upload(badMasks(client -> client.equals("c2") ? "c0" : client, -1));

    assertThat(Dump.of(job.memory).dependingOn(known()))
        .containsExactly(updateKey(1, 0) + " - " + updateKey(1, 2));
  }

  @Test
  void aMaskOfTwoRoundsIsFound() {
    for (int round = 1; round <= 2; round++) {
      job.open(round);
      LocalResult result = new LocalResult(update(5 * (round - 1)), 9, 0.5);
      upload(job, round, 0, result, badMasks(client -> client, -1));
      job.aggregate(round); // Abandons it, because it has one update only.
      job.close(round);
    }

    assertThat(Dump.of(job.memory).dependingOn(known()))
        .containsExactly(updateKey(1, 0) + " - " + updateKey(2, 0));
  }

  /**
   * Masks that are the same in each round.
   *
   * @param owner whose mask a client takes
   * @param bits of the mask that are used
   */
  private SecureUploads badMasks(UnaryOperator<String> owner, int bits) {
    return SecureUploads.of(
        helper.own,
        (plan, client, delta) -> {
          int[] mask = mask(owner.apply(client));
          int[] numbers = encoded(plan, delta);
          Arrays.setAll(numbers, i -> numbers[i] + (mask[i] & bits));
          return masked(numbers);
        });
  }

  private static int[] mask(String client) {
    int[] mask = new int[NUMBERS];
    new MaskStream(new byte[MaskStream.SEED_BYTES], new MaskContext(TestJob.ID, 1, client, "terms"))
        .addTo(mask, 0, NUMBERS);
    return mask;
  }

  private static Masked masked(int[] numbers) {
    return new Masked(numbers, hex(MaskedVector.digest(numbers)), new byte[0]);
  }
}
