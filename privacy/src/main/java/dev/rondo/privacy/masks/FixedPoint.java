package dev.rondo.privacy.masks;

/**
 * Numbers of [-range, range] as integers of Z_2^32, so that the integers of all clients of a round
 * can be added without a wrap. Integers are multiples of a power of two, 2^-{@code fractionBits}:
 * the largest number of bits for which the sum of {@code seats} integers stays below 2^31. Signed
 * integers are two's complement, so addition modulo 2^32 is Java's addition of {@code int}.
 *
 * @param seats how many clients can contribute at most
 * @param range the largest absolute value; larger ones are clipped
 * @param fractionBits bits after the binary point; can be negative
 */
public record FixedPoint(int seats, double range, int fractionBits) {

  /** The smallest and largest range. */
  public static final double MIN_RANGE = 1e-9;

  public static final double MAX_RANGE = 1e9;

  public FixedPoint {
    if (seats < 1) {
      throw new IllegalArgumentException("seats must be 1 or more, but is " + seats);
    }
    if (!(range >= MIN_RANGE && range <= MAX_RANGE)) {
      throw new IllegalArgumentException(
          "range must be %s to %s, but is %s".formatted(MIN_RANGE, MAX_RANGE, range));
    }
    if (Math.scalb(range, fractionBits) > limit(seats)) {
      throw new IllegalArgumentException(
          "%s seats of range %s do not fit in 32 bits with %s fraction bits"
              .formatted(seats, range, fractionBits));
    }
  }

  /** With as many fraction bits as fit. */
  public static FixedPoint of(int seats, double range) {
    if (seats < 1 || !(range >= MIN_RANGE)) {
      return new FixedPoint(seats, range, 0); // Throws, and says what is wrong.
    }
    int bits = Math.getExponent(limit(seats)) - Math.getExponent(range);
    return new FixedPoint(seats, range, Math.scalb(range, bits) <= limit(seats) ? bits : bits - 1);
  }

  /** The largest integer of one client. */
  private static double limit(int seats) {
    return Math.floor((double) Integer.MAX_VALUE / seats);
  }

  /** The distance between two neighboring numbers. */
  public double step() {
    return Math.scalb(1.0, -fractionBits);
  }

  /**
   * The integer of a number, which is clipped to the range and rounded to the nearest, ties to
   * even.
   *
   * @throws IllegalArgumentException if it is NaN
   */
  public int encode(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("NaN cannot be masked. Check the training.");
    }
    // Exact but for the rounding: a product with a power of two, without underflow or overflow.
    double scaled = Math.scalb(Math.max(-range, Math.min(range, value)), fractionBits);
    return (int) Math.rint(scaled);
  }

  /**
   * Encodes numbers that are scaled first.
   *
   * @param factor multiplies each number, in double precision
   * @param into the integers, from index {@code at}
   */
  public void encode(float[] values, double factor, int[] into, int at) {
    for (int i = 0; i < values.length; i++) {
      into[at + i] = encode(values[i] * factor);
    }
  }

  /** The number of an integer or of a sum of integers. */
  public double decode(int sum) {
    return Math.scalb((double) sum, -fractionBits);
  }

  /**
   * By how much rounding can lengthen a vector in the L2 norm: half a step in each coordinate. A
   * client that must keep a norm clips to that much less.
   */
  public double roundingNorm(long coordinates) {
    return step() / 2 * Math.sqrt((double) coordinates);
  }
}
