package dev.rondo.rounds.parts;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.privacy.StateKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The version that a round starts from, as files that are read in ranges. */
final class BaseVersion {

  private final int parameters;
  private final ObjectInfo model;
  private final List<Optional<Vector>> state;

  /** A state vector in its file, of which it is one of several. */
  private record Vector(ObjectInfo file, int number, int vectors) {}

  private BaseVersion(int parameters, ObjectInfo model, List<Optional<Vector>> state) {
    this.parameters = parameters;
    this.model = model;
    this.state = state;
  }

  /**
   * @param stateKeys where the optimizer's vectors are
   */
  static BaseVersion open(
      ObjectStore store, Plan plan, ServerOptimizer optimizer, StateKeys stateKeys) {
    int parameters = plan.layout().parameterCount();
    List<String> names = optimizer.state();
    Map<String, ObjectInfo> files = new HashMap<>();
    List<Optional<Vector>> state = new ArrayList<>();
    for (int number = 0; number < names.size(); number++) {
      Optional<String> key = stateKeys.of(names.get(number));
      if (key.isEmpty()) {
        state.add(Optional.empty());
        continue;
      }
      ObjectInfo file = files.get(key.get());
      if (file == null) {
        file = head(store, key.get());
        check(store, file, names, parameters);
        files.put(key.get(), file);
      }
      state.add(Optional.of(new Vector(file, number, names.size())));
    }
    return new BaseVersion(parameters, head(store, plan.baseModel()), state);
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

  /** Whether a vector of the state continues from an earlier round. */
  boolean hasState(int vector) {
    return state.get(vector).isPresent();
  }

  /** Parameters, whose header is what comes before them: the layout is this very file's. */
  NumberRange parameters(int from, int to) {
    long header = model.size() - (long) Float.BYTES * parameters;
    return UpdateFiles.whole(model, header, Float.BYTES, from, to);
  }

  /** Numbers of one of the state's vectors. */
  NumberRange state(int vector, int from, int to) {
    Vector place = state.get(vector).orElseThrow();
    ObjectInfo file = place.file();
    long header = file.size() - (long) Double.BYTES * parameters * place.vectors();
    long before = (long) Double.BYTES * parameters * place.number();
    return UpdateFiles.whole(file, header + before, Double.BYTES, from, to);
  }
}
