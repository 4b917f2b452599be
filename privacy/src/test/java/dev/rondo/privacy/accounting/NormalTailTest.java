package dev.rondo.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTailTest {

  /** Values of mpmath with 40 digits, on both sides of where the approximations meet. */
  @ParameterizedTest
  @CsvSource({
    "-8, 0.99999999999999938, -6.2209605742717861e-16",
    "-1, 0.84134474606854295, -0.17275377902344989",
    "-0.1, 0.53982783727702898, -0.61650501011502629",
    "0, 0.5, -0.69314718055994531",
    "0.3, 0.38208857781104737, -0.96210281816885066",
    "0.66, 0.25462691467133614, -1.3679558848901994",
    "0.67, 0.2514288950953101, -1.380595052695189",
    "1, 0.15865525393145705, -1.8410216450092635",
    "3, 0.0013498980316300945, -6.6077262215103495",
    "5.6, 1.0717590258310929e-8, -18.351379495909332",
    "5.7, 5.9903714010635282e-9, -18.933112423224743",
    "8, 6.2209605742717841e-16, -35.01343715991455",
    "20, 2.7536241186062337e-89, -203.91715537109726",
    "37, 5.7255712225245768e-300, -689.03058557689059"
  })
  void tailsAreThoseOfArbitraryPrecision(double x, double upper, double logUpper) {
    assertThat(NormalTail.upper(x)).isCloseTo(upper, within(1e-13 * upper));
    assertThat(NormalTail.logUpper(x)).isCloseTo(logUpper, within(-1e-13 * logUpper));
  }

  @ParameterizedTest
  @CsvSource({"200, -20006.21728089819"})
  void theLogarithmIsFiniteWhereTheTailUnderflows(double x, double logUpper) {
    assertThat(NormalTail.upper(x)).isZero();
    assertThat(NormalTail.logUpper(x)).isCloseTo(logUpper, within(-1e-13 * logUpper));
  }
}
