package dev.rondo.protocol.encoding;

import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.Tensor;
import java.util.List;
import java.util.Locale;

/** How the numbers of an update are written, tensor by tensor. */
public enum Encoding {
  /** Four bytes a number. */
  F32(Dtype.F32),
  /** The nearest BF16: two bytes, the range of F32, and 8 bits of significand. */
  BF16(Dtype.BF16),
  /** The nearest F16: two bytes, up to 65,504, and 11 bits of significand. */
  F16(Dtype.F16),
  /**
   * Whole numbers from -127 to 127 in blocks of {@value #BLOCK}: an F32 scale, then a byte a
   * number, which stands for scale x byte. A tensor has the type U8 and is a list of bytes.
   */
  I8(Dtype.U8),
  /** Masked integers of Z_2^32: four bytes a number. Only secure aggregation has it. */
  MASKED(Dtype.U32);

  /** The numbers of a block of {@link #I8}; the last block of a tensor may have fewer. */
  public static final int BLOCK = 256;

  /** The encodings that a job can choose. */
  public static final List<Encoding> OF_JOBS = List.of(F32, BF16, F16, I8);

  private static final int BLOCK_BYTES = Float.BYTES + BLOCK;

  private final Dtype dtype;

  Encoding(Dtype dtype) {
    this.dtype = dtype;
  }

  /** The type of a tensor in the file. */
  Dtype dtype() {
    return dtype;
  }

  /**
   * The encoding of a tensor in updates of which this is the encoding. Only tensors of the role
   * mean are written in fewer bytes.
   */
  public Encoding of(Role role) {
    return role == Role.MEAN ? this : F32;
  }

  /** Whether a file has the four bytes of each number as they are used. */
  public boolean isPlain() {
    return this == F32 || this == MASKED;
  }

  /** The bytes of a tensor of so many numbers. */
  public long bytes(long numbers) {
    return this == I8
        ? numbers + Float.BYTES * ((numbers + BLOCK - 1) / BLOCK)
        : dtype.bytes() * numbers;
  }

  /** A tensor as the file has it. */
  public Tensor inFile(TensorSpec tensor) {
    return this == I8
        ? new Tensor(tensor.name(), dtype, List.of(bytes(tensor.size())))
        : tensor.inFile(dtype);
  }

  /** Where in the bytes of a tensor reading begins if this number is wanted. */
  public long begin(int number) {
    return this == I8 ? (long) BLOCK_BYTES * (number / BLOCK) : (long) dtype.bytes() * number;
  }

  /** How many numbers are read from there and not used. */
  public int skipped(int number) {
    return this == I8 ? number % BLOCK : 0;
  }

  /** How many numbers these bytes are, from where reading may begin. */
  public int numbers(int bytes) {
    return this == I8
        ? bytes - Float.BYTES * ((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES)
        : bytes / dtype.bytes();
  }

  /** As plans and files name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
