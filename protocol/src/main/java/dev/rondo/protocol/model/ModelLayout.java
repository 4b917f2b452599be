package dev.rondo.protocol.model;

import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.Tensor;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tensors of a model in their order. Laid end to end they are its parameter vector, which is
 * what clients train, workers fold and the server optimizer moves.
 *
 * @param tensors the tensors, each name once
 */
public record ModelLayout(List<TensorSpec> tensors) {

  public ModelLayout {
    tensors = List.copyOf(tensors);
    Set<String> names = new HashSet<>();
    for (TensorSpec tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("Tensor " + tensor.name() + " appears twice");
      }
    }
  }

  public static ModelLayout of(TensorSpec... tensors) {
    return new ModelLayout(List.of(tensors));
  }

  /** Something to be done with every tensor. */
  @FunctionalInterface
  public interface TensorVisitor {

    /**
     * @param offset where in the parameter vector the tensor begins
     * @param size how many numbers it has
     */
    void visit(int offset, int size) throws IOException;
  }

  /** Visits the tensors' places in the parameter vector, in order. */
  public void forEach(TensorVisitor visitor) throws IOException {
    int offset = 0;
    for (TensorSpec tensor : tensors) {
      visitor.visit(offset, tensor.size());
      offset += tensor.size();
    }
  }

  /** The length of the parameter vector. */
  public int parameterCount() {
    int count = 0;
    for (TensorSpec tensor : tensors) {
      count = Math.addExact(count, tensor.size());
    }
    return count;
  }

  /** These tensors, in their order, as a safetensors file of this type holds them. */
  public List<Tensor> inFile(Dtype dtype) {
    return tensors.stream()
        .map(t -> new Tensor(t.name(), dtype, t.shape().stream().map(Integer::longValue).toList()))
        .toList();
  }
}
