package dev.rondo.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BltTest {
  static final Blt OF_100_ROUNDS =
      new Blt(
          List.of(0.9999999981322227, 0.8310141737387731),
          List.of(0.02586191841323363, 0.5334211544770179));
  static final Blt OF_1000_ROUNDS =
      new Blt(
          List.of(0.9999999998047252, 0.9813964489529138, 0.6281403995546261),
          List.of(0.008382195462965177, 0.21524416408938518, 0.27552732700551286));
  static final Blt OF_2000_ROUNDS =
      new Blt(
          List.of(0.9999999997758109, 0.9944691455343705, 0.9058933963656023, 0.5100964205960299),
          List.of(
              0.007390225336794856, 0.10187153200055335, 0.1842226334368204, 0.20562770612106157));

  @Test
  void sensitivityAndErrorsAreThoseOfJaxPrivacy() {
    check(OF_100_ROUNDS, 100, new Participation(10, 10), 6.164112, 2.036623, 1.717700);
    check(OF_1000_ROUNDS, 1000, new Participation(10, 100), 6.842605, 2.175233, 1.888955);
    check(OF_2000_ROUNDS, 2000, new Participation(5, 400), 4.590401, 2.054409, 1.857120);
  }

  private static void check(
      Blt blt,
      int rounds,
      Participation participation,
      double sensitivity,
      double max,
      double rmse) {
    assertThat(blt.sensitivity(rounds, participation))
        .isCloseTo(sensitivity, within(1e-6 * sensitivity));
    assertThat(blt.maxError(rounds)).isCloseTo(max, within(1e-6 * max));
    assertThat(blt.rootMeanSquareError(rounds)).isCloseTo(rmse, within(1e-6 * rmse));
  }
}
