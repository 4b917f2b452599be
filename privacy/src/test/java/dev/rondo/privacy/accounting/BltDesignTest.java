package dev.rondo.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BltDesignTest {

  /** Sensitivity times max error of the matrices that jax-privacy 2.0 finds. */
  @ParameterizedTest
  @CsvSource({
    "100, 10, 10, 2, 6.164112, 2.036623",
    "1000, 10, 100, 3, 6.842605, 2.175233",
    "2000, 5, 400, 4, 4.590401, 2.054409"
  })
  void errorsAreThoseOfJaxPrivacy(
      int rounds, int cap, int separation, int buffers, double sensitivity, double maxError) {
    Participation participation = new Participation(cap, separation);

    Blt blt = BltDesign.design(rounds, participation);

    assertThat(blt.buffers()).isEqualTo(buffers);
    assertThat(BltDesign.error(blt, rounds, participation))
        .isCloseTo(sensitivity * maxError, within(1e-5 * sensitivity * maxError));
  }

  @Test
  void moreBuffersAreNoWorse() {
    Participation once = new Participation(1, 1);
    double before = Double.POSITIVE_INFINITY;
    for (int buffers = 1; buffers <= Blt.MOST_BUFFERS; buffers++) {
      double error = BltDesign.error(BltDesign.design(500, once, buffers), 500, once);
      assertThat(error).isLessThan(before);
      before = error;
    }
  }

  /** With every client in every round nothing is better than independent noise. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "100, 1", "2000, 1", "100, 100", "7, 3"})
  void noDesignIsWorseThanIndependentNoise(int rounds, int separation) {
    Participation participation = new Participation(Participation.NO_CAP, separation);

    Blt blt = BltDesign.design(rounds, participation);

    double independent = Math.sqrt((double) rounds * participation.most(rounds));
    assertThat(BltDesign.error(blt, rounds, participation)).isLessThan(independent * (1 + 1e-5));
  }

  @Test
  void theSameArgumentsGiveTheSameBits() {
    Participation participation = new Participation(4, 25);

    assertThat(BltDesign.design(100, participation))
        .isEqualTo(BltDesign.design(100, participation));
  }

  @Test
  void tooManyBuffersAreRefused() {
    assertThatThrownBy(() -> BltDesign.design(100, Participation.unlimited(), 5))
        .hasMessage("buffers must be 4 or less, but is 5");
  }
}
