package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.privacy.StateKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the vectors of an optimizer's state side by side, each through a reader of its own. */
final class OptimizerState implements AutoCloseable {

  private final List<Optional<SafetensorsReader>> readers = new ArrayList<>();
  private final double[] initial;

  private OptimizerState(double[] initial) {
    this.initial = initial;
  }

  static OptimizerState open(
      ObjectStore store, StateKeys keys, ServerOptimizer optimizer, int parameters)
      throws IOException {
    List<String> names = optimizer.state();
    OptimizerState state =
        new OptimizerState(names.stream().mapToDouble(optimizer::initialState).toArray());
    for (String name : names) {
      Optional<String> key = keys.of(name);
      state.readers.add(
          key.isPresent()
              ? Optional.of(readerAt(store, key.get(), name, parameters))
              : Optional.empty());
    }
    return state;
  }

  private static SafetensorsReader readerAt(
      ObjectStore store, String key, String name, int parameters) throws IOException {
    StoredObject object =
        store.get(key).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
    SafetensorsReader reader = SafetensorsReader.open(object.body(), object.info().size());
    List<Tensor> tensors = reader.header().tensors();
    for (int i = 0; i < tensors.size(); i++) {
      if (tensors.get(i).name().equals(name) && tensors.get(i).elements() == parameters) {
        reader.skip(reader.header().offset(i));
        return reader;
      }
    }
    reader.close();
    throw new IllegalStateException(
        key
            + " is not the state of this optimizer: it has no vector '"
            + name
            + "' of the model's length");
  }

  /** Reads the next block of every vector. */
  void read(double[][] blocks, int length) throws IOException {
    for (int i = 0; i < blocks.length; i++) {
      if (readers.get(i).isPresent()) {
        readers.get(i).get().readDoubles(blocks[i], 0, length);
      } else {
        Arrays.fill(blocks[i], 0, length, initial[i]);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Optional<SafetensorsReader> reader : readers) {
      if (reader.isPresent()) {
        reader.get().close();
      }
    }
  }
}
