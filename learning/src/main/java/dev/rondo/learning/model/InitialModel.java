package dev.rondo.learning.model;

import dev.rondo.protocol.model.ModelLayout;
import java.util.List;
import java.util.Optional;

/**
 * What a job starts from: tensors and their first values. Rondo aggregates any such model; only a
 * {@link Model} can be computed by Rondo itself.
 */
public interface InitialModel {

  /** Its name, as in the job's configuration. */
  String name();

  /** Its tensors, by PyTorch's names and layouts. */
  ModelLayout layout();

  /** First parameters, in the layout's order, as a function of the seed. */
  float[] initialize(long seed);

  /**
   * All of how the model computes, besides its tensors and their values: models whose texts are the
   * same compute the same. Empty if only the tensors are known.
   */
  default String identity() {
    return "";
  }

  /** How PEFT computes with it, if it is an adapter that PEFT has saved and this is known. */
  default Optional<AdapterConfig> adapter() {
    return Optional.empty();
  }

  /** What a user should know about how the model was read; empty if there is nothing. */
  default List<String> notices() {
    return List.of();
  }
}
