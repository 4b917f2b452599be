package dev.rondo.rounds.parts;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The version that a round starts from, as files that are read in ranges. */
final class BaseVersion {

  private final int parameters;
  private final ObjectInfo model;
  private final Optional<ObjectInfo> state;
  private final int vectors;

  private BaseVersion(int parameters, ObjectInfo model, Optional<ObjectInfo> state, int vectors) {
    this.parameters = parameters;
    this.model = model;
    this.state = state;
    this.vectors = vectors;
  }

  /**
   * @param stateKey the base version's optimizer state; empty before the first round
   */
  static BaseVersion open(
      ObjectStore store, Plan plan, ServerOptimizer optimizer, Optional<String> stateKey) {
    int parameters = plan.layout().parameterCount();
    List<String> names = optimizer.state();
    Optional<ObjectInfo> state =
        stateKey.filter(key -> !names.isEmpty()).map(key -> head(store, key));
    state.ifPresent(file -> check(store, file, names, parameters));
    return new BaseVersion(parameters, head(store, plan.baseModel()), state, names.size());
  }

  private static ObjectInfo head(ObjectStore store, String key) {
    return store.head(key).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
  }

  /** That the state is this optimizer's: its vectors, in its order, and nothing else. */
  private static void check(
      ObjectStore store, ObjectInfo file, List<String> names, int parameters) {
    long data = (long) Double.BYTES * parameters * names.size();
    if (file.size() > data) {
      try (StoredObject header =
          store
              .getRange(file, 0, file.size() - data)
              .orElseThrow(() -> new IllegalStateException(file.key() + " does not exist"))) {
        List<Tensor> tensors = SafetensorsHeader.read(header.body(), file.size()).tensors();
        if (tensors.stream().map(Tensor::name).toList().equals(names)) {
          return;
        }
      } catch (IOException e) {
        throw new StoreException("Cannot read " + file.key(), e);
      }
    }
    throw new IllegalStateException(
        file.key() + " is not the state of this optimizer: it must have the vectors " + names);
  }

  /** Whether there is state from earlier rounds. */
  boolean hasState() {
    return state.isPresent();
  }

  /** Parameters, whose header is what comes before them: the layout is this very file's. */
  NumberRange parameters(int from, int to) {
    long header = model.size() - (long) Float.BYTES * parameters;
    return UpdateFiles.whole(model, header, Float.BYTES, from, to);
  }

  /** Numbers of one of the state's vectors. */
  NumberRange state(int vector, int from, int to) {
    ObjectInfo file = state.orElseThrow();
    long header = file.size() - (long) Double.BYTES * parameters * vectors;
    long before = (long) Double.BYTES * parameters * vector;
    return UpdateFiles.whole(file, header + before, Double.BYTES, from, to);
  }
}
