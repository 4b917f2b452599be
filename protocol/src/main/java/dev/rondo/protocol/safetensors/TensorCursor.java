package dev.rondo.protocol.safetensors;

/** Where a reader or writer stands in the data region; refuses steps that a header rules out. */
final class TensorCursor {
  private final SafetensorsHeader header;
  private int tensor = -1;
  private long leftInTensor;
  private long left;

  TensorCursor(SafetensorsHeader header) {
    this.header = header;
    this.left = header.dataBytes();
  }

  /** The bytes from here to the end of the data region. */
  long left() {
    return left;
  }

  /**
   * Steps over elements of the tensor at hand.
   *
   * @throws IllegalStateException when they are of another type, or reach past the tensor's end
   */
  void take(Dtype dtype, int count) {
    if (count == 0) {
      return;
    }
    Tensor current = current();
    if (current.dtype() != dtype || leftInTensor % dtype.bytes() != 0) {
      throw new IllegalStateException(
          "Tensor %s is %s and has %s bytes left: cannot hold %s"
              .formatted(Quoted.name(current.name()), current.dtype(), leftInTensor, dtype));
    }
    step(current, (long) count * dtype.bytes());
  }

  /** Steps over bytes of the tensor at hand, whatever its type. */
  void takeBytes(int count) {
    if (count > 0) {
      step(current(), count);
    }
  }

  /** Steps over bytes, past the ends of tensors if need be. */
  void skip(long bytes) {
    if (bytes < 0 || bytes > left) {
      throw new IllegalStateException("Cannot skip %s of %s bytes".formatted(bytes, left));
    }
    long toSkip = bytes;
    while (toSkip > 0) {
      Tensor current = current();
      long step = Math.min(toSkip, leftInTensor);
      step(current, step);
      toSkip -= step;
    }
  }

  private Tensor current() {
    if (left == 0) {
      throw new IllegalStateException("All tensors have been read or written");
    }
    while (leftInTensor == 0) {
      tensor++;
      leftInTensor = header.tensors().get(tensor).bytes();
    }
    return header.tensors().get(tensor);
  }

  private void step(Tensor current, long bytes) {
    if (bytes > leftInTensor) {
      throw new IllegalStateException(
          "%s bytes exceed tensor %s, which has %s left"
              .formatted(bytes, Quoted.name(current.name()), leftInTensor));
    }
    leftInTensor -= bytes;
    left -= bytes;
  }
}
