package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Rejection;
import dev.rondo.rounds.update.Rejection.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every kind of bad update, through everyone who may meet it: a worker, alone and in a batch; the
 * master; and the last step. Each records why, and the round goes on with the others.
 */
class RejectionTest {

  private static final Tensor W = new Tensor("w", Dtype.F32, List.of(2L, 2L));
  private static final Tensor B = new Tensor("b", Dtype.F32, List.of(2L));

  private enum Way {
    ALONE,
    IN_A_BATCH,
    BY_THE_MASTER,
    AT_THE_END
  }

  private static void isRejected(byte[] file, Reason reason, String detail) {
    for (Way way : Way.values()) {
      TestJob job = TestJob.created("max_update_norm", "10");
      run(job, way, file);

      assertThat(rejection(job))
          .as("%s", way)
          .satisfies(
              rejection -> {
                assertThat(rejection.reason()).isEqualTo(reason);
                assertThat(rejection.detail()).contains(detail).doesNotContain("\n");
              });
      assertThat(job.counts(1)).as("%s", way).containsExactly(1, 1, 0, 0, 0, 0);
      RoundResult result = job.close(1);
      assertThat(result.accepted()).as("%s", way).isEqualTo(2);
      assertThat(result.rejected()).as("%s", way).isEqualTo(1);
      assertThat(result.dropped()).as("%s", way).isEqualTo(4);
    }
  }

  private static void run(TestJob job, Way way, byte[] file) {
    job.open(1);
    UpdateEvent first = job.upload(1, 0);
    UpdateEvent second = job.upload(1, 1);
    if (way != Way.AT_THE_END) {
      UpdateEvent bad = job.upload(1, UpdateFile.CLIENT, file);
      if (way == Way.ALONE) {
        assertThat(job.fold(bad)).isEmpty();
        assertThat(job.fold(first, second)).isEmpty();
      } else if (way == Way.IN_A_BATCH) {
        assertThat(job.fold(first, bad, second)).isEmpty();
      }
    }
    assertThat(job.aggregate(1).status()).isEqualTo(Aggregate.Outcome.Status.COMMITTED);
    if (way == Way.AT_THE_END) {
      job.upload(1, UpdateFile.CLIENT, file);
      job.close(1);
    }
  }

  private static Rejection rejection(TestJob job) {
    String client = TestJob.client(UpdateFile.CLIENT);
    return new Documents(job.memory)
        .require(ObjectKeys.rejected(TestJob.ID, 1, client), Rejection.class);
  }

  @Test
  void theFileThatTheOthersAreSpoiltFromIsValid() {
    TestJob job = TestJob.created("max_update_norm", "10");
    run(job, Way.BY_THE_MASTER, new UpdateFile().bytes());

    assertThat(job.counts(1)).containsExactly(1, 1, 1, 0, 0, 0);
  }

  /** Otherwise the master would read it again in each pass, and after each crash. */
  @Test
  void theMasterRecordsItsRejectionsThoughTheirBlockIsFull() {
    TestJob job = TestJob.created();
    job.open(1);
    Documents documents = new Documents(job.memory);
    Rejection other = new Rejection(Reason.MALFORMED, "of somebody else");
    for (int i = 0; i < RoundLimits.standard().rejectionsOfBlock(job.plan(1).seats()); i++) {
      documents.write(ObjectKeys.rejected(TestJob.ID, 1, "stranger-" + i), other);
    }
    UpdateEvent bad = job.upload(1, UpdateFile.CLIENT, new UpdateFile().bytesWithout(1));
    String key = ObjectKeys.rejected(TestJob.ID, 1, TestJob.client(UpdateFile.CLIENT));

    job.fold(bad);
    assertThat(documents.exists(key)).isFalse();
    job.aggregate(1);

    assertThat(documents.exists(key)).isTrue();
  }

  @Test
  void aTruncatedFile() {
    isRejected(new UpdateFile().bytesWithout(1), Reason.MALFORMED, "");
  }

  @Test
  void aFileThatEndsInItsHeader() {
    isRejected(new UpdateFile().bytesWithout(60), Reason.MALFORMED, "");
  }

  @Test
  void anEmptyFile() {
    isRejected(new byte[0], Reason.MALFORMED, "");
  }

  @Test
  void trailingBytes() {
    byte[] bytes = new UpdateFile().bytes();
    isRejected(java.util.Arrays.copyOf(bytes, bytes.length + 1), Reason.MALFORMED, "");
  }

  @Test
  void overlappingTensors() {
    String header =
        """
        {"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},\
        "b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}\
        """;
    isRejected(UpdateFile.raw(header, 16), Reason.MALFORMED, "");
  }

  @Test
  void anOversizedHeader() {
    byte[] bytes = new UpdateFile().bytes();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
    isRejected(bytes, Reason.MALFORMED, "");
  }

  @Test
  void aHeaderThatIsNoJson() {
    isRejected(UpdateFile.raw("{\"w\":{{{{", 24), Reason.MALFORMED, "");
  }

  @Test
  void aNaN() {
    isRejected(new UpdateFile().data(0, 0, Float.NaN, 0, 0, 0).bytes(), Reason.NOT_FINITE, "w");
  }

  @Test
  void anInfinity() {
    isRejected(
        new UpdateFile().data(0, 0, 0, 0, 0, Float.NEGATIVE_INFINITY).bytes(),
        Reason.NOT_FINITE,
        "b");
  }

  @Test
  void aNormOverTheBound() {
    isRejected(new UpdateFile().data(0, 0, 8, 0, 0, 7).bytes(), Reason.NORM, "10.6");
  }

  @Test
  void aWrongShapeOfTheRightSize() {
    Tensor flat = new Tensor("w", Dtype.F32, List.of(4L));
    isRejected(new UpdateFile().tensors(flat, B).bytes(), Reason.SHAPE, "but has [4]");
  }

  @Test
  void aWrongDtype() {
    Tensor doubles = new Tensor("b", Dtype.F64, List.of(2L));
    isRejected(
        new UpdateFile().tensors(W, doubles).bytes(), Reason.DTYPE, "b must be F32, but is F64");
  }

  @Test
  void anUnknownTensor() {
    Tensor other = new Tensor("other", Dtype.F32, List.of());
    isRejected(
        new UpdateFile().tensors(W, B, other).data(new float[7]).bytes(),
        Reason.UNKNOWN_TENSOR,
        "'other'");
  }

  @Test
  void aMissingTensor() {
    isRejected(new UpdateFile().tensors(W).bytes(), Reason.MISSING_TENSOR, "b");
  }

  @Test
  void noTensorAtAll() {
    isRejected(new UpdateFile().tensors().bytes(), Reason.MISSING_TENSOR, "b");
  }

  @Test
  void aWrongRound() {
    isRejected(
        new UpdateFile().with("round", "2").bytes(), Reason.ROUND, "round must be 1, but is '2'");
  }

  @Test
  void aWrongJob() {
    isRejected(new UpdateFile().with("job", "other").bytes(), Reason.ROUND, "but is 'other'");
  }

  @Test
  void aWrongBaseVersion() {
    isRejected(
        new UpdateFile().with("base_version", "7").bytes(),
        Reason.BASE_VERSION,
        "base_version must be 0, but is '7'");
  }

  @Test
  void noExamples() {
    isRejected(new UpdateFile().with("examples", "0").bytes(), Reason.EXAMPLES, "0");
  }

  @Test
  void aNegativeNumberOfExamples() {
    isRejected(new UpdateFile().with("examples", "-1").bytes(), Reason.EXAMPLES, "-1");
  }

  @Test
  void moreExamplesThanAnyoneHas() {
    isRejected(new UpdateFile().with("examples", "1e20").bytes(), Reason.EXAMPLES, "1e20");
    isRejected(
        new UpdateFile().with("examples", "1000000001").bytes(), Reason.EXAMPLES, "1000000001");
    isRejected(
        new UpdateFile().with("examples", "99999999999999999999").bytes(), Reason.EXAMPLES, "999");
  }

  @Test
  void aNumberOfExamplesThatIsText() {
    isRejected(new UpdateFile().with("examples", "many\n").bytes(), Reason.EXAMPLES, "'many?'");
  }

  @Test
  void aNonceOfNoSeat() {
    isRejected(new UpdateFile().with("nonce", "0".repeat(32)).bytes(), Reason.NONCE, "no seat");
  }

  @Test
  void aNonceOfAnotherRound() {
    String other = TestJob.seat(2, UpdateFile.CLIENT).nonce();
    isRejected(new UpdateFile().with("nonce", other).bytes(), Reason.NONCE, "no seat");
  }

  @Test
  void aLossThatIsNoFiniteNumber() {
    for (String loss : List.of("NaN", "Infinity", "1e999", "small", "")) {
      isRejected(
          new UpdateFile().with("train_loss", loss).bytes(),
          Reason.METADATA,
          "train_loss must be a finite number, but is '" + loss + "'");
    }
  }

  @Test
  void anUnknownKindOrEncoding() {
    isRejected(new UpdateFile().with("kind", "model").bytes(), Reason.METADATA, "kind");
    isRejected(new UpdateFile().with("encoding", "q8").bytes(), Reason.METADATA, "encoding");
  }

  @Test
  void missingMetadata() {
    for (String key :
        List.of("kind", "job", "round", "base_version", "nonce", "examples", "encoding")) {
      isRejected(new UpdateFile().without(key).bytes(), Reason.METADATA, key + " is missing");
    }
  }

  @Test
  void aFileThatIsTooLarge() {
    isRejected(new byte[80_000], Reason.SIZE, "80000 bytes");
  }

  @Test
  void aFileThatIsTooLargeByItsEventIsNotEvenRead() {
    TestJob job = TestJob.created();
    job.open(1);
    UpdateKey key = new UpdateKey(TestJob.ID, 1, TestJob.client(UpdateFile.CLIENT));

    assertThat(job.fold(new UpdateEvent("e", key.key(), 5_000_000_000L))).isEmpty();

    assertThat(rejection(job).reason()).isEqualTo(Reason.SIZE);
    assertThat(job.exists(key.key())).isFalse();
  }

  @Test
  void aHugeLossOfOneClientDoesNotSpoilTheRecordOfTheRound() {
    TestJob job = TestJob.created();
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 2, new UpdateFile().with("train_loss", "1.7e308").bytes());
    job.aggregate(1);

    RoundResult result = job.close(1);
    assertThat(result.trainLoss().orElseThrow()).isFinite();
  }

  @Test
  void hugeUpdatesLeaveAModelOfFiniteNumbers() {
    TestJob job = TestJob.created("server_learning_rate", "3");
    job.open(1);
    float max = Float.MAX_VALUE;
    job.upload(1, 0);
    job.upload(1, 2, new UpdateFile().data(max, -max, max, max, max, 0).bytes());
    job.aggregate(1);

    assertThat(job.model(1)).containsExactly(max, -max, max, max, max, 0);
  }
}
