package dev.rondo.trainer;

import dev.rondo.protocol.training.LocalResult;
import java.util.Map;

/**
 * What a trainer has made of a {@link TrainTask}.
 *
 * @param result the update
 * @param metrics what else the trainer has measured, by name. They count for the base version only
 *     if the result has a measurement
 */
public record Trained(LocalResult result, Map<String, Double> metrics) {

  public Trained {
    metrics = Map.copyOf(metrics);
  }
}
