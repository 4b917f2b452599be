package dev.rondo.learning.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Images of one byte a value, kept as bytes and divided by 255 when they are read. */
final class ImageDataset extends LabelledDataset {

  private static final float[] SCALED = scaled();

  private final byte[] pixels;
  private final int imageSize;

  /** The arrays are not copied; the caller must not change them. */
  ImageDataset(byte[] pixels, int[] labels, List<Integer> shape, int classes) {
    super(labels, shape, classes);
    this.pixels = pixels;
    this.imageSize = labels.length == 0 ? 0 : pixels.length / labels.length;
  }

  @Override
  public void features(int i, float[] target, int offset) {
    int start = i * imageSize;
    for (int k = 0; k < imageSize; k++) {
      target[offset + k] = SCALED[pixels[start + k] & 0xff];
    }
  }

  @Override
  public Optional<byte[]> pixels(int i) {
    return Optional.of(Arrays.copyOfRange(pixels, i * imageSize, (i + 1) * imageSize));
  }

  private static float[] scaled() {
    float[] scaled = new float[256];
    for (int value = 0; value < scaled.length; value++) {
      scaled[value] = value / 255f;
    }
    return scaled;
  }
}
