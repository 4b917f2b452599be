package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.testing.PrivateRounds;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client reports beside its numbers has no noise, so nothing that is stored tells it. */
class PrivateDocumentsTest {

  private static final String LOSS = "0.70712345";
  private static final String EXAMPLES = "98765";
  private static final String METRIC = "0.61803398";

  /** A client that reports more than it is asked for. */
  private static UpdateEvent talkative(TestJob job) {
    byte[] file =
        new UpdateFile()
            .with("train_loss", LOSS)
            .with("examples", EXAMPLES)
            .with("metrics", "{\"accuracy\":" + METRIC + "}")
            .with("metrics_examples", EXAMPLES)
            .bytes();
    return job.upload(1, UpdateFile.CLIENT, file);
  }

  @ParameterizedTest
  @CsvSource({
    "gaussian, 1, 0, 0", "gaussian, 3, 0, 0", "gaussian, 1, 2, 0", "gaussian, 1, 0, 2",
    "gaussian, 0, 0, 0", "gaussian, 0, 0, 2", "blt, 3, 0, 0", "blt, 1, 0, 3"
  })
  void noDocumentOfARoundTellsWhatAClientReports(
      String mechanism, int batch, int groups, int parts) {
    TestJob job = PrivateRounds.created(TestJob.LAYOUT, mechanism);
    job.groups = groups;
    job.parts = parts;
    job.open(1);
    List<UpdateEvent> events =
        List.of(job.upload(1, 0), job.upload(1, 1), talkative(job), job.upload(1, 3));
    for (int from = 0; batch > 0 && from < events.size(); from += batch) {
      int to = Math.min(events.size(), from + batch);
      job.fold(events.subList(from, to).toArray(UpdateEvent[]::new));
    }
    job.aggregateInParts(1);
    job.evaluate(1);
    job.close(1);
    job.open(2);

    assertThat(job.contributors(1).contributors()).hasSize(4);
    List<String> others =
        job.memory.keys("").stream().filter(key -> ObjectKeys.parseUpdate(key).isEmpty()).toList();
    assertThat(others).hasSizeGreaterThan(12);
    for (String key : others) {
      assertThat(new String(job.memory.bytes(key), StandardCharsets.ISO_8859_1))
          .as(key)
          .doesNotContain(LOSS, EXAMPLES, METRIC);
    }
    assertThat(job.manifest(1).examples()).isZero();
    assertThat(job.manifest(1).trainLoss()).isEmpty();
    assertThat(job.close(1).trainLoss()).isEmpty();
  }

  /** Without privacy, the same round tells it: otherwise the test above proves nothing. */
  @ParameterizedTest
  @CsvSource({"1, 0", "3, 0", "1, 2", "0, 0"})
  void withoutPrivacyTheDecisionTellsIt(int batch, int parts) {
    TestJob job = TestJob.created();
    job.parts = parts;
    job.open(1);
    List<UpdateEvent> events = List.of(job.upload(1, 0), job.upload(1, 1), talkative(job));
    for (int from = 0; batch > 0 && from < events.size(); from += batch) {
      int to = Math.min(events.size(), from + batch);
      job.fold(events.subList(from, to).toArray(UpdateEvent[]::new));
    }
    job.aggregateInParts(1);

    String decision =
        new String(
            job.memory.bytes(ObjectKeys.decision(TestJob.ID, 1)), StandardCharsets.ISO_8859_1);
    assertThat(decision).contains(LOSS, EXAMPLES);
  }

  @ParameterizedTest
  @CsvSource({"gaussian", "blt"})
  void aClientOfAPrivateRoundUploadsNoLoss(String mechanism) {
    TestJob job = PrivateRounds.created(TestJob.LAYOUT, mechanism);
    job.open(1);
    job.upload(1, 0, new LocalResult(new float[TestJob.CLIENTS], 3, Double.parseDouble(LOSS)));

    String update =
        new String(
            job.memory.bytes(ObjectKeys.update(TestJob.ID, 1, "c0")), StandardCharsets.ISO_8859_1);
    assertThat(update).doesNotContain(LOSS, "train_loss");
  }
}
