package dev.rondo.functions.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.functions.testing.Invocation;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class EvaluateHandlerTest {

  private static final List<Integer> SHAPE = List.of(6);
  private static final Examples EXAMPLES = Examples.random(500, SHAPE, 3, 7);
  private static final Model MODEL = Models.named("mcmahan-2nn", SHAPE, 3);

  private final CommittedJob job = new CommittedJob(MODEL, "mcmahan-2nn");
  private final MeteredStore store = new MeteredStore(job.store);
  private final RecordedLines lines = new RecordedLines();
  private final EvaluateHandler handler = handler(store);

  private EvaluateHandler handler(ObjectStore on) {
    return new EvaluateHandler(
        new Surroundings(on, () -> TestJob.START, lines, RecordedLines.NAMESPACE),
        new Capacity(2, 3008));
  }

  private long testDataBytesRead() {
    return store.bytesRead(ObjectKeys.testData(CommittedJob.DATASET)::equals);
  }

  private static long fileBytes(Examples examples) {
    return DataShardFile.content(CommittedJob.DATASET, "test", examples).size();
  }

  @Test
  void aVersionIsMeasuredOnTheTestDataOfItsDataSet() {
    job.testData(EXAMPLES);
    job.run(1);
    JsonNode answer = Invocation.call(handler, CommittedJob.event(1));
    Evaluation expected = Evaluators.forModel(MODEL, 1).evaluate(MODEL.initialize(1), EXAMPLES);

    assertThat(answer.path("metrics").path("loss").asDouble())
        .isCloseTo(expected.loss().orElseThrow(), within(1e-12));
    assertThat(answer.path("metrics").path("accuracy").asDouble())
        .isEqualTo(expected.accuracy().orElseThrow());
    assertThat(
            new Documents(job.store)
                .require(ObjectKeys.evaluation(CommittedJob.ID, 1), Evaluation.class))
        .isEqualTo(expected);
  }

  @Test
  void testDataAreReadOnceAndKeptForTheNextRound() {
    job.testData(EXAMPLES);
    runAndEvaluate(1);
    runAndEvaluate(2);

    assertThat(testDataBytesRead()).isEqualTo(fileBytes(EXAMPLES));
  }

  @Test
  void testDataThatHaveChangedAreReadAgain() {
    job.testData(EXAMPLES);
    JsonNode before = runAndEvaluate(1);
    Examples others = Examples.random(200, SHAPE, 3, 8);
    job.testData(others);
    JsonNode after = runAndEvaluate(2);

    assertThat(testDataBytesRead()).isEqualTo(fileBytes(EXAMPLES) + fileBytes(others));
    assertThat(after.path("metrics").path("loss").asDouble())
        .isEqualTo(
            Evaluators.forModel(MODEL, 1)
                .evaluate(MODEL.initialize(1), others)
                .loss()
                .orElseThrow())
        .isNotEqualTo(before.path("metrics").path("loss").asDouble());
  }

  private JsonNode runAndEvaluate(int round) {
    job.run(round);
    JsonNode answer = Invocation.call(handler, CommittedJob.event(round));
    job.close(round);
    return answer;
  }

  @Test
  void aVersionThatWasEvaluatedBeforeIsNotEvaluatedAgain() {
    job.testData(EXAMPLES);
    job.run(1);
    JsonNode first = Invocation.call(handler, CommittedJob.event(1));
    job.store.remove(ObjectKeys.testData(CommittedJob.DATASET));

    assertThat(Invocation.call(handler(store), CommittedJob.event(1))).isEqualTo(first);
  }

  @Test
  void aJobsOwnModelIsReadFromItsDl4jConfiguration() {
    byte[] json = configuration().getBytes(StandardCharsets.UTF_8);
    Model model = Models.configured(json, "mine", SHAPE);
    CommittedJob own = new CommittedJob(model, "mine.json");
    own.store.put(ObjectKeys.modelConfiguration(CommittedJob.ID), Content.of(json));
    own.testData(EXAMPLES);
    own.run(1);
    JsonNode answer = Invocation.call(handler(own.store), CommittedJob.event(1));

    assertThat(answer.path("metrics").path("loss").asDouble())
        .isCloseTo(
            Evaluators.forModel(model, 1)
                .evaluate(model.initialize(1), EXAMPLES)
                .loss()
                .orElseThrow(),
            within(1e-12));
  }

  private static String configuration() {
    return new NeuralNetConfiguration.Builder()
        .updater(new Sgd(0.1))
        .list(
            new DenseLayer.Builder().name("hidden").nOut(5).activation(Activation.RELU).build(),
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .name("out")
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.feedForward(6))
        .build()
        .toJson();
  }

  @Test
  void withoutTestDataTheErrorSaysWhatToDo() {
    job.run(1);

    assertThatThrownBy(() -> Invocation.call(handler, CommittedJob.event(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("data/noise/test.safetensors does not exist")
        .hasMessageContaining("rondo data push");
  }

  @Test
  void aModelThatIsNowhereIsBadInput() {
    CommittedJob unknown = new CommittedJob(MODEL, "my-model.json");
    unknown.testData(EXAMPLES);
    unknown.run(1);

    assertThatThrownBy(() -> Invocation.call(handler(unknown.store), CommittedJob.event(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Model 'my-model.json' is not one of [mcmahan-2nn")
        .hasMessageContaining("jobs/one-hot/model.json does not exist");
  }

  @Test
  void testDataOfAnotherShapeAreBadInput() {
    job.testData(Examples.random(10, List.of(7), 3, 1));
    job.run(1);

    assertThatThrownBy(() -> Invocation.call(handler, CommittedJob.event(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("With examples of shape [7]");
  }

  @Test
  void aFileThatIsNoTestDataIsBadInput() {
    job.store.put(ObjectKeys.testData(CommittedJob.DATASET), Content.of(new byte[100]));
    job.run(1);

    assertThatThrownBy(() -> Invocation.call(handler, CommittedJob.event(1)))
        .hasMessageContaining("data/noise/test.safetensors");
  }

  @Test
  void aStoreThatFailsAtAnyCallIsTroubleToBeTriedAgain() {
    job.testData(EXAMPLES);
    job.run(1);
    for (int failing = 1; ; failing++) {
      int call = failing;
      FaultyStore faulty = new FaultyStore(job.store, n -> n == call, FaultyStore.Moment.BEFORE);
      try {
        Invocation.call(handler(faulty), CommittedJob.event(1));
      } catch (StoreException e) {
        assertThat(e).isExactlyInstanceOf(StoreException.class);
        continue;
      }
      assertThat(faulty.faults()).isZero();
      assertThat(failing).isGreaterThan(5);
      return;
    }
  }
}
