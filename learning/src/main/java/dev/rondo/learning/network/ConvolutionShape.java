package dev.rondo.learning.network;

import dev.rondo.protocol.input.InvalidInputException;

/**
 * A convolution of stride 1 with a square kernel.
 *
 * @param name the name of its tensors
 * @param inputs input channels
 * @param outputs output channels
 * @param kernel height and width of the kernel
 * @param padding zeros on each side
 * @param height height of the input
 * @param width width of the input
 */
public record ConvolutionShape(
    String name, int inputs, int outputs, int kernel, int padding, int height, int width) {

  public ConvolutionShape {
    if (height + 2 * padding < kernel + 1 || width + 2 * padding < kernel + 1) {
      throw new InvalidInputException(
          String.format("Convolution %s needs larger images than %s x %s", name, height, width));
    }
  }

  /** Height of the output. */
  public int outputHeight() {
    return height + 2 * padding - kernel + 1;
  }

  /** Width of the output. */
  public int outputWidth() {
    return width + 2 * padding - kernel + 1;
  }

  /** The values that one output value depends on. */
  public int fanIn() {
    return inputs * kernel * kernel;
  }

  /** The number of its weights. */
  public int weightCount() {
    return outputs * fanIn();
  }

  /** The number of its parameters. */
  public int parameterCount() {
    return weightCount() + outputs;
  }
}
