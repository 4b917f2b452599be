package dev.rondo.privacy.noise;

/**
 * Discrete Gaussian noise for a vector, in whole steps of a {@link Grid}. Number i of the vector is
 * a function of the key, sigma and i. It does not matter where blocks begin and end, so a worker
 * that has one part of a model draws the noise of this part.
 *
 * <p>The vector is divided into chunks of 1,024 numbers, each with a stream of random bits of its
 * own ({@link RandomBits}). Blocks that follow each other draw each number once. A jump draws up to
 * 1,023 numbers in addition. Not thread-safe: each thread has its own object, which takes
 * microseconds to make.
 */
public final class GaussianNoise {

  /** Numbers that share a stream. Another value draws other noise from a key. */
  static final int CHUNK = 1_024;

  private final RandomBits random;
  private final DiscreteGaussian gaussian;
  private long position;

  /**
   * @param key of the round. Noise of two values of sigma is independent.
   * @param sigma the standard deviation in grid steps, 1 to 2^22, as {@link Grid#deviation} gives
   *     it
   * @throws IllegalArgumentException if sigma is out of range
   */
  public GaussianNoise(NoiseKey key, long sigma) {
    this.random = new RandomBits(key.forPurpose("discrete gaussian " + sigma));
    this.gaussian = new DiscreteGaussian(random::next16, sigma);
  }

  /**
   * Draws the numbers offset to offset + length - 1.
   *
   * @param offset of the first number in the vector, 0 or more
   * @param steps takes the noise from index 0 on, in grid steps
   * @param length at most the length of the array
   * @throws IndexOutOfBoundsException if offset or length is out of range
   */
  public void draw(long offset, long[] steps, int length) {
    check(offset, steps.length, length);
    seek(offset);
    for (int i = 0; i < length; i++) {
      steps[i] = next();
    }
  }

  /**
   * Adds the numbers offset to offset + length - 1 to a block of sums. The result is exact if the
   * sums are multiples of the step and stay below 2^53 steps, see {@link Grid#maxClients}.
   *
   * @param offset of the first number in the vector, 0 or more
   * @param sums gets the noise from index 0 on, in units of the model
   * @param length at most the length of the array
   * @param step of the grid, a power of two
   * @throws IndexOutOfBoundsException if offset or length is out of range
   */
  public void addTo(long offset, double[] sums, int length, double step) {
    check(offset, sums.length, length);
    seek(offset);
    for (int i = 0; i < length; i++) {
      sums[i] += step * next();
    }
  }

  private static void check(long offset, int size, int length) {
    if (offset < 0) {
      throw new IndexOutOfBoundsException("offset must be 0 or more, but is " + offset);
    }
    if (length < 0 || length > size) {
      throw new IndexOutOfBoundsException(
          "length must be 0 to %s, but is %s".formatted(size, length));
    }
  }

  private void seek(long offset) {
    long chunk = offset / CHUNK;
    if (offset < position || chunk != position / CHUNK) {
      random.start(chunk);
      position = chunk * CHUNK;
    }
    while (position < offset) {
      next();
    }
  }

  private long next() {
    if (position % CHUNK == 0) {
      random.start(position / CHUNK);
    }
    position++;
    return gaussian.next();
  }
}
