package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.SafetensorsContent;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.privacy.ReleaseNoise;
import dev.rondo.rounds.privacy.StateKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes the new version block by block while it is written: from the base model, the mean update
 * and the optimizer's state it produces the new parameters or the new state.
 */
public final class NewModel {

  private final ObjectStore store;
  private final Plan plan;
  private final ServerOptimizer optimizer;
  private final StateKeys stateKeys;
  private final NoiseOf noise;
  private final double[] sum;
  private final double divisor;
  private final int block;

  /** Makes the noise of the release anew for each pass over the model; empty without privacy. */
  public interface NoiseOf {
    Optional<ReleaseNoise> release();
  }

  /**
   * @param stateKeys where the optimizer's state continues from
   * @param blocks in which it is computed
   */
  public NewModel(
      ObjectStore store,
      Plan plan,
      ServerOptimizer optimizer,
      StateKeys stateKeys,
      NoiseOf noise,
      PartialAggregate partial,
      Blocks blocks) {
    this.store = store;
    this.plan = plan;
    this.optimizer = optimizer;
    this.stateKeys = stateKeys;
    this.noise = noise;
    this.sum = partial.sum();
    this.divisor = plan.divisor(partial.totalWeight());
    this.block = blocks.ofSum();
  }

  /** The new parameters. */
  public Content parameters() {
    SafetensorsHeader header = ModelFile.header(plan.job(), plan.round(), plan.layout());
    return new SafetensorsContent(
        header,
        out -> {
          float[] rounded = new float[block];
          walk(
              (parameters, state, length) -> {
                for (int i = 0; i < length; i++) {
                  rounded[i] = ModelFile.rounded(parameters[i]);
                }
                out.writeFloats(rounded, 0, length);
              });
        });
  }

  /** The new optimizer state: one vector after the other. */
  public Content state() {
    SafetensorsHeader header = stateHeader(plan, optimizer);
    return new SafetensorsContent(
        header,
        out -> {
          for (int vector = 0; vector < header.tensors().size(); vector++) {
            int wanted = vector;
            walk((parameters, state, length) -> out.writeDoubles(state[wanted], 0, length));
          }
        });
  }

  /** The header of the new optimizer state. */
  public static SafetensorsHeader stateHeader(Plan plan, ServerOptimizer optimizer) {
    List<Long> shape = List.of((long) plan.layout().parameterCount());
    List<Tensor> vectors =
        optimizer.state().stream().map(name -> new Tensor(name, Dtype.F64, shape)).toList();
    Map<String, String> metadata =
        Map.of(
            "kind", "optimizer-state",
            "job", plan.job(),
            "version", Integer.toString(plan.round()));
    return SafetensorsHeader.of(metadata, vectors);
  }

  private interface Step {
    void accept(double[] parameters, double[][] state, int length) throws IOException;
  }

  /** Passes every block of the model through the optimizer. */
  private void walk(Step step) throws IOException {
    try (StoredObject base = open(plan.baseModel());
        SafetensorsReader reader =
            ModelFile.open(base.body(), base.info().size(), plan.layout(), plan.baseModel());
        OptimizerState state = OptimizerState.open(store, stateKeys, optimizer, sum.length)) {
      float[] old = new float[block];
      double[] parameters = new double[block];
      double[] delta = new double[block];
      double[][] blocks = new double[optimizer.state().size()][block];
      ModelStep modelStep = new ModelStep(plan.layout(), optimizer, noise.release());
      int offset = 0;
      for (int length : blocks(plan.layout())) {
        reader.readFloats(old, 0, length);
        state.read(blocks, length);
        for (int i = 0; i < length; i++) {
          parameters[i] = old[i];
        }
        System.arraycopy(sum, offset, delta, 0, length);
        modelStep.step(offset, parameters, delta, divisor, blocks, length);
        step.accept(parameters, blocks, length);
        offset += length;
      }
    }
  }

  /** Blocks that end where tensors end. */
  private List<Integer> blocks(ModelLayout layout) {
    List<Integer> lengths = new ArrayList<>();
    for (TensorSpec tensor : layout.tensors()) {
      for (int left = tensor.size(); left > 0; left -= block) {
        lengths.add(Math.min(block, left));
      }
    }
    return lengths;
  }

  private StoredObject open(String key) {
    return store.get(key).orElseThrow(() -> new IllegalStateException(key + " does not exist"));
  }
}
