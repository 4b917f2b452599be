package dev.rondo.protocol.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfTest {

  private static final int ALL = 1 << Short.SIZE;

  /** Values of NumPy: {@code np.float32(x).astype(np.float16).view(np.uint16)}. */
  @ParameterizedTest
  @CsvSource({
    "0, 0000",
    "-0.0, 8000",
    "1, 3c00",
    "-2, c000",
    "0.1, 2e66",
    "65504, 7bff",
    "65519.996, 7bff",
    "65520, 7c00",
    "1e30, 7c00",
    "-1e30, fc00",
    "Infinity, 7c00",
    "6.103515625e-05, 0400",
    "6.0975552e-05, 03ff",
    "6.1005353e-05, 0400",
    "5.9604645e-08, 0001",
    "2.9802322e-08, 0000",
    "2.9802326e-08, 0001",
    "8.940697e-08, 0002",
    "1e-10, 0000",
    "1.00048828125, 3c00",
    "1.00146484375, 3c02",
    "1.0004884, 3c01"
  })
  void f16IsRoundedLikeNumpy(float number, String bits) {
    assertThat("%04x".formatted(Half.toF16(number) & 0xffff)).isEqualTo(bits);
  }

  /** Values of PyTorch: {@code torch.tensor(x).to(torch.bfloat16).view(torch.int16)}. */
  @ParameterizedTest
  @CsvSource({
    "0, 0000",
    "-0.0, 8000",
    "1, 3f80",
    "0.1, 3dcd",
    "3.3895314e38, 7f7f",
    "3.4e38, 7f80",
    "Infinity, 7f80",
    "1.00390625, 3f80",
    "1.01171875, 3f82",
    "1.0039064, 3f81",
    "1e-40, 0001",
    "-1e-45, 8000"
  })
  void bf16IsRoundedLikePyTorch(float number, String bits) {
    assertThat("%04x".formatted(Half.toBf16(number) & 0xffff)).isEqualTo(bits);
  }

  @Test
  void everyNumberOf16BitsIsKept() {
    for (int bits = 0; bits < ALL; bits++) {
      float f16 = Half.fromF16((short) bits);
      float bf16 = Half.fromBf16((short) bits);
      if (Float.isNaN(f16)) {
        assertThat(Half.fromF16(Half.toF16(f16))).isNaN();
      } else {
        assertThat(Half.toF16(f16)).as("F16 %04x", bits).isEqualTo((short) bits);
      }
      if (Float.isNaN(bf16)) {
        assertThat(Half.fromBf16(Half.toBf16(bf16))).isNaN();
      } else {
        assertThat(Half.toBf16(bf16)).as("BF16 %04x", bits).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void noOtherNumberOf16BitsIsNearer() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      float number = (float) Math.scalb(random.nextDouble(-1, 1), random.nextInt(-28, 15));
      isNearest(number, Half.toF16(number), bits -> Half.fromF16((short) (int) bits));
      isNearest(number, Half.toBf16(number), bits -> Half.fromBf16((short) (int) bits));
    }
  }

  private static void isNearest(float number, short bits, ToDoubleFunction<Integer> value) {
    double distance = Math.abs(number - value.applyAsDouble((int) bits));
    for (int neighbour : new int[] {bits - 1, bits + 1}) {
      double other = value.applyAsDouble(neighbour);
      if (Double.isFinite(other)) {
        assertThat(distance).as("%s", number).isLessThanOrEqualTo(Math.abs(number - other));
      }
    }
  }
}
