package dev.rondo.functions.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.learning.BlasKernel;
import dev.rondo.learning.data.Dataset;
import dev.rondo.rounds.step.Evaluate;
import dev.rondo.rounds.step.RoundFunctions;

/**
 * The Lambda function of {@link Evaluate}: loss and accuracy of a version on the test data of the
 * job's data set. It keeps test data and model between calls.
 */
public final class EvaluateHandler extends JsonHandler {

  private final TestData testData = new TestData();
  private final JobModels models;

  /** Called by Lambda. */
  public EvaluateHandler() {
    this(AwsFunction.start().surroundings(), Natives.start());
  }

  EvaluateHandler(Surroundings surroundings, Capacity capacity) {
    super(surroundings);
    this.models = new JobModels(capacity);
  }

  @Override
  protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
    Evaluate step =
        new Evaluate(
            store,
            (plan, parameters) -> {
              Dataset data = testData.of(store, plan.dataset());
              return models.evaluator(store, plan, data).evaluate(parameters, data);
            });
    JsonNode answer = RoundFunctions.evaluate(step, event);
    log.with("metrics", answer.path("metrics").toString())
        .with("kernel", BlasKernel.inUse().orElse("unknown"))
        .info("Evaluated");
    return answer;
  }
}
