package dev.rondo.protocol.safetensors;

import java.util.List;

/**
 * What a header says of one tensor. Its data lie in C order, little endian.
 *
 * @param name its name, any text but {@code __metadata__}, which the format keeps for itself
 * @param dtype the type of its elements
 * @param shape its dimensions, at most {@value #MAX_DIMENSIONS}; an empty list is a scalar, and a
 *     dimension of 0 makes it empty
 */
public record Tensor(String name, Dtype dtype, List<Long> shape) {

  /** More dimensions than any framework knows are refused. */
  public static final int MAX_DIMENSIONS = 32;

  /**
   * @throws IllegalArgumentException when the name is reserved or no text, when a dimension is
   *     negative, when there are too many of them, or when the tensor's bytes pass a long
   */
  public Tensor {
    shape = List.copyOf(shape);
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("A tensor cannot be named " + SafetensorsHeader.METADATA);
    }
    if (!Quoted.isText(name)) {
      throw new IllegalArgumentException(
          "Tensor " + Quoted.name(name) + ": half a surrogate pair in its name");
    }
    if (shape.size() > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "Tensor %s: %s dimensions, more than %s"
              .formatted(Quoted.name(name), shape.size(), MAX_DIMENSIONS));
    }
    try {
      Math.multiplyExact(product(shape), (long) dtype.bytes());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "Tensor %s: shape %s is negative or too large".formatted(Quoted.name(name), shape), e);
    }
  }

  /** The number of elements. */
  public long elements() {
    return product(shape);
  }

  /** The size of the data in bytes. */
  public long bytes() {
    return elements() * dtype.bytes();
  }

  private static long product(List<Long> shape) {
    long product = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new ArithmeticException("negative dimension");
      }
      product = Math.multiplyExact(product, dimension);
    }
    return product;
  }
}
