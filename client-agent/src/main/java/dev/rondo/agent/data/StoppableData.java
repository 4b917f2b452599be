package dev.rondo.agent.data;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.learning.data.Dataset;
import java.util.List;
import java.util.Optional;

/**
 * Examples that call a checkpoint at every read. Training reads batch by batch, so it stops within
 * a batch when it is canceled.
 */
public record StoppableData(Dataset examples, Checkpoint checkpoint) implements Dataset {

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public List<Integer> exampleShape() {
    return examples.exampleShape();
  }

  @Override
  public int classes() {
    return examples.classes();
  }

  @Override
  public int label(int i) {
    return examples.label(i);
  }

  @Override
  public void features(int i, float[] target, int offset) {
    checkpoint.pass();
    examples.features(i, target, offset);
  }

  @Override
  public Optional<byte[]> pixels(int i) {
    return examples.pixels(i);
  }
}
