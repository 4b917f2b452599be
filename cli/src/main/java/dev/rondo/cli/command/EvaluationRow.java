package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.training.Evaluation;

/** An evaluation as JSON. */
final class EvaluationRow {

  private EvaluationRow() {}

  /** What is not finite, and the accuracy of a class without examples, is null. */
  static ObjectNode toJson(Evaluation evaluation) {
    ObjectNode node = Output.object().put("examples", evaluation.examples());
    evaluation.metrics().forEach(node::put);
    evaluation.notFinite().forEach(node::putNull);
    ArrayNode classes = node.putArray("class_accuracy");
    for (double accuracy : evaluation.classAccuracy()) {
      if (Double.isNaN(accuracy)) {
        classes.addNull();
      } else {
        classes.add(accuracy);
      }
    }
    if (!evaluation.spread().isEmpty()) {
      node.set("spread", Json.tree(evaluation.spread()));
    }
    return node;
  }
}
