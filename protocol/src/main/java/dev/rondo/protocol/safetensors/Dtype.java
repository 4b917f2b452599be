package dev.rondo.protocol.safetensors;

import java.util.Optional;

/**
 * The element types of the safetensors format, by the format's own names. F4, F6_E2M3 and F6_E3M2,
 * whose elements are smaller than a byte, are left out: a file that holds them is refused.
 */
public enum Dtype {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  F8_E8M0(1),
  F8_E4M3FNUZ(1),
  F8_E5M2FNUZ(1),
  I16(2),
  U16(2),
  F16(2),
  BF16(2),
  I32(4),
  U32(4),
  F32(4),
  C64(8),
  F64(8),
  I64(8),
  U64(8);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether its elements are real numbers of 16 bits and more, integers, or truth values. */
  public boolean isNumeric() {
    return switch (this) {
      case F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, C64 -> false;
      default -> true;
    };
  }

  /** Whether its elements are whole numbers or truth values. */
  public boolean isWhole() {
    return switch (this) {
      case BOOL, U8, I8, I16, U16, I32, U32, I64, U64 -> true;
      default -> false;
    };
  }

  /** The type that a header calls {@code name}, if there is one. */
  static Optional<Dtype> named(String name) {
    for (Dtype dtype : values()) {
      if (dtype.name().equals(name)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }
}
