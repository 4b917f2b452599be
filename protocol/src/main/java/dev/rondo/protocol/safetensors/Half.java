package dev.rondo.protocol.safetensors;

/**
 * Floating-point numbers of 16 bits: F16 (IEEE 754 binary16: 5 bits of exponent, 10 of fraction)
 * and BF16 (the upper half of an F32). Rounds to nearest, ties to even, as PyTorch and NumPy do.
 */
public final class Half {

  private static final int F16_BIAS = 15;
  private static final int F32_BIAS = 127;
  private static final int FRACTION = 23;
  private static final int F16_FRACTION = 10;
  private static final int F16_INFINITY = 0x7c00;
  private static final int SIGN = 0x8000;

  /** Half of the step between F16's subnormal numbers is 2^-25. */
  private static final int F16_LEAST_EXPONENT = -25;

  private Half() {}

  /** The number that these 16 bits of F16 are. */
  public static float fromF16(short bits) {
    int sign = (bits & SIGN) << 16;
    int exponent = (bits & F16_INFINITY) >> F16_FRACTION;
    int fraction = bits & ((1 << F16_FRACTION) - 1);
    if (exponent == 0) {
      float subnormal = fraction * 0x1p-24f;
      return sign == 0 ? subnormal : -subnormal;
    }
    int wide = exponent == F16_INFINITY >> F16_FRACTION ? 255 : exponent - F16_BIAS + F32_BIAS;
    return Float.intBitsToFloat(
        sign | (wide << FRACTION) | (fraction << (FRACTION - F16_FRACTION)));
  }

  /** The F16 that is nearest; beyond 65,520 an infinity. */
  public static short toF16(float number) {
    int bits = Float.floatToRawIntBits(number);
    int sign = (bits >>> 16) & SIGN;
    if (Float.isNaN(number)) {
      return (short) (sign | F16_INFINITY | (1 << (F16_FRACTION - 1)));
    }
    int exponent = Math.getExponent(number);
    if (exponent > F16_BIAS) {
      return (short) (sign | F16_INFINITY);
    }
    if (exponent < F16_LEAST_EXPONENT) {
      return (short) sign;
    }
    boolean normal = exponent > -F16_BIAS;
    int significand = (bits & ((1 << FRACTION) - 1)) | (1 << FRACTION);
    int drop = FRACTION - F16_FRACTION + (normal ? 0 : 1 - F16_BIAS - exponent);
    int rounded = roundedShift(significand, drop);
    // A normal number's leading bit adds 1 to the exponent; so does a carry of the rounding.
    int base = normal ? (exponent + F16_BIAS - 1) << F16_FRACTION : 0;
    return (short) (sign | (base + rounded));
  }

  /** The number that these 16 bits of BF16 are. */
  public static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The BF16 that is nearest. */
  public static short toBf16(float number) {
    int bits = Float.floatToRawIntBits(number);
    if (Float.isNaN(number)) {
      return (short) ((bits >>> 16) | (1 << 6));
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  private static int roundedShift(int value, int drop) {
    int kept = value >>> drop;
    int half = 1 << (drop - 1);
    int rest = value & ((1 << drop) - 1);
    return rest > half || (rest == half && (kept & 1) == 1) ? kept + 1 : kept;
  }
}
