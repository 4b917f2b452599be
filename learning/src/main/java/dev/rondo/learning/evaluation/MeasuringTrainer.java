package dev.rondo.learning.evaluation;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.training.LocalTrainer;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.protocol.training.TrainingSettings;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client does in a round without training: it measures the base version on its examples. The
 * update has no numbers.
 *
 * @param evaluator measures
 */
public record MeasuringTrainer(Evaluator evaluator) implements LocalTrainer {

  @Override
  public LocalResult train(float[] base, Dataset data, TrainingSettings settings, long seed) {
    Evaluation evaluation = evaluator.evaluate(base, data);
    Map<String, Double> metrics = new TreeMap<>(evaluation.metrics());
    evaluation.notFinite().forEach(name -> metrics.put(name, Double.NaN));
    return LocalResult.measured(new Measurement(evaluation.examples(), metrics));
  }
}
