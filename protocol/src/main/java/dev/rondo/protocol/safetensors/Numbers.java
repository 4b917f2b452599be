package dev.rondo.protocol.safetensors;

import java.nio.ByteBuffer;

/**
 * Elements of any numeric type as F32, which clients and server exchange. What is not representable
 * is rounded to nearest, ties to even; integers are limited to their range.
 */
final class Numbers {

  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;

  private Numbers() {}

  /**
   * The next element of a buffer.
   *
   * @throws IllegalStateException if the type is not {@linkplain Dtype#isNumeric numeric}
   */
  static float get(ByteBuffer in, Dtype dtype) {
    return switch (dtype) {
      case F32 -> in.getFloat();
      case F64 -> (float) in.getDouble();
      case F16 -> Half.fromF16(in.getShort());
      case BF16 -> Half.fromBf16(in.getShort());
      case I8 -> in.get();
      case I16 -> in.getShort();
      case I32 -> in.getInt();
      case I64 -> in.getLong();
      case BOOL -> in.get() == 0 ? 0 : 1;
      case U8 -> Byte.toUnsignedInt(in.get());
      case U16 -> Short.toUnsignedInt(in.getShort());
      case U32 -> Integer.toUnsignedLong(in.getInt());
      case U64 -> unsigned(in.getLong());
      default -> throw notNumeric(dtype);
    };
  }

  /** Writes an element, rounded to the type. */
  static void put(ByteBuffer out, Dtype dtype, float number) {
    switch (dtype) {
      case F32 -> out.putFloat(number);
      case F64 -> out.putDouble(number);
      case F16 -> out.putShort(Half.toF16(number));
      case BF16 -> out.putShort(Half.toBf16(number));
      case I8 -> out.put((byte) whole(number, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case I16 -> out.putShort((short) whole(number, Short.MIN_VALUE, Short.MAX_VALUE));
      case I32 -> out.putInt((int) whole(number, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case I64 -> out.putLong(whole(number, Long.MIN_VALUE, Long.MAX_VALUE));
      case BOOL -> out.put((byte) whole(number, 0, 1));
      case U8 -> out.put((byte) whole(number, 0, (1 << Byte.SIZE) - 1));
      case U16 -> out.putShort((short) whole(number, 0, (1 << Short.SIZE) - 1));
      case U32 -> out.putInt((int) whole(number, 0, (1L << Integer.SIZE) - 1));
      case U64 -> out.putLong(unsigned64(number));
      default -> throw notNumeric(dtype);
    }
  }

  private static long whole(float number, long least, long most) {
    return Math.max(least, Math.min(most, (long) Math.rint(number)));
  }

  private static float unsigned(long bits) {
    // The lowest bit stays, so that the one rounding knows on which side of a tie the number is.
    return bits >= 0 ? bits : (float) ((bits >>> 1) | (bits & 1)) * 2;
  }

  private static long unsigned64(float number) {
    double rounded = Math.rint(number);
    if (rounded >= TWO_64) {
      return -1;
    }
    return rounded < TWO_63 ? Math.max(0, (long) rounded) : (long) (rounded - TWO_64);
  }

  private static IllegalStateException notNumeric(Dtype dtype) {
    return new IllegalStateException(dtype + " is not a type of real numbers");
  }
}
