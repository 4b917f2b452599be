package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.protocol.training.Evaluation;

/** An evaluation as JSON. */
final class EvaluationRow {

  private EvaluationRow() {}

  /** The accuracy of a class without examples is null, because JSON has no NaN. */
  static ObjectNode toJson(Evaluation evaluation) {
    ObjectNode node =
        Output.object()
            .put("examples", evaluation.examples())
            .put("loss", evaluation.loss())
            .put("accuracy", evaluation.accuracy());
    ArrayNode classes = node.putArray("class_accuracy");
    for (double accuracy : evaluation.classAccuracy()) {
      if (Double.isNaN(accuracy)) {
        classes.addNull();
      } else {
        classes.add(accuracy);
      }
    }
    return node;
  }
}
