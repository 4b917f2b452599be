package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.training.Evaluation;

/** How an evaluation is printed for scripts. */
final class EvaluationRow {

  private EvaluationRow() {}

  /** An object; the accuracy of a class without examples is null, as JSON has no NaN. */
  static ObjectNode toJson(Evaluation evaluation) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
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
