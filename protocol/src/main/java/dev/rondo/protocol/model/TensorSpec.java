package dev.rondo.protocol.model;

import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.Tensor;
import java.util.List;

/**
 * Name and shape of one parameter tensor, by PyTorch's names and layouts: {@code fc1.weight} [out,
 * in], {@code conv1.weight} [out, in, kh, kw], C order.
 *
 * @param name the tensor's name, unique in its model
 * @param shape its dimensions; an empty list is a scalar
 */
public record TensorSpec(String name, List<Integer> shape) {

  public TensorSpec {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A tensor needs a name");
    }
    shape = List.copyOf(shape);
    for (int dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("Tensor " + name + " has a negative dimension " + shape);
      }
    }
  }

  public static TensorSpec of(String name, Integer... shape) {
    return new TensorSpec(name, List.of(shape));
  }

  /** The tensor of a file. */
  public static TensorSpec of(Tensor tensor) {
    return new TensorSpec(tensor.name(), tensor.shape().stream().map(Math::toIntExact).toList());
  }

  /** This tensor in a file, as elements of a type. */
  public Tensor inFile(Dtype dtype) {
    return new Tensor(name, dtype, shape.stream().map(Integer::longValue).toList());
  }

  /** The number of elements. */
  public int size() {
    int size = 1;
    for (int dimension : shape) {
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }
}
