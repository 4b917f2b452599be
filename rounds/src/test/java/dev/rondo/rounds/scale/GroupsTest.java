package dev.rondo.rounds.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.RoundShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsTest {

  private static final Prices PRICES = Prices.usEast1();
  private static final long SMALL = 199_210;

  private final AggregationModel model = AggregationModel.standard();

  @Test
  void aFewSumsAreAddedUpByTheMaster() {
    assertThat(model.groups(SMALL, 100, 5, 0)).isZero();
    assertThat(model.groups(11_000_000, 20, 1, 0)).isZero();
    assertThat(model.groups(SMALL, 1, 0, 1)).isZero();
    assertThat(model.groups(SMALL, 0, 0, 0)).isZero();
  }

  @Test
  void manySumsOrSingleUpdatesAreFoldedInGroups() {
    assertThat(model.groups(SMALL, 100, 0, 100)).isBetween(4, 20);
    assertThat(model.groups(11_000_000, 20, 0, 20)).isBetween(2, 10);
    assertThat(model.groups(SMALL, 100_000, 5_000, 0)).isEqualTo(AggregationModel.MAP_CONCURRENCY);
  }

  @ParameterizedTest
  @CsvSource({"199210, 100, 100", "199210, 10, 10", "11000000, 20, 20", "1700000, 1000, 60"})
  void noOtherNumberOfGroupsIsBetter(long parameters, int updates, int batches) {
    RoundShape shape = new RoundShape(updates, batches, parameters, InParts.TRAINING, false);
    int chosen = model.groups(parameters, updates, shape.partials(), shape.singles());
    double best = model.objective(model.twoLevel(parameters, updates, batches), updates);
    TwoLevel twoLevel = new TwoLevel(Speeds.lambda(), Memory.deployed());
    for (int groups = 0; groups <= Math.min(40, batches / 2); groups++) {
      if (groups != 1) {
        // To a tenth of a percent: the choice leaves out requests that hardly differ.
        assertThat(model.objective(twoLevel.estimate(shape.inGroups(groups)), updates))
            .as("%d groups, and %d were chosen", groups, chosen)
            .isGreaterThanOrEqualTo(best * 0.999);
      }
    }
  }

  @Test
  void secondsAreTheFormula() {
    Groups groups = new Groups(new Speeds(100, 0.5, 1, 2), Memory.deployed());
    // 3 sums of 800 bytes and 2 updates of 400: 3,200 bytes, in 2 groups.
    assertThat(groups.aloneSeconds(100, 3, 2)).isCloseTo(32 + (8 + 2 / 4.0) * 0.5, within(1e-9));
    double group = (1600 + 800) / 100.0 + (2.5 + 5) * 0.5;
    assertThat(groups.groupSeconds(100, 3, 2, 2)).isCloseTo(group, within(1e-9));
    assertThat(groups.seconds(100, 3, 2, 2))
        .isCloseTo(5 * 0.5 / 4 + 3 + 4 + group + 16 + (2 + 9) * 0.5, within(1e-9));
  }

  @Test
  void whatTheTreeSavesIsTheDifferenceOfTheEstimates() {
    RoundShape shape = new RoundShape(100, 100, SMALL, 0, false);
    TwoLevel twoLevel = new TwoLevel(Speeds.lambda(), Memory.deployed());
    Groups groups = new Groups(Speeds.lambda(), Memory.deployed());
    double saved =
        twoLevel.estimate(shape).seconds() - twoLevel.estimate(shape.inGroups(8)).seconds();

    assertThat(groups.aloneSeconds(SMALL, 0, 100) - groups.seconds(SMALL, 0, 100, 8))
        .isCloseTo(saved, within(0.1));
    assertThat(twoLevel.estimate(shape.inGroups(8)).dollars(PRICES))
        .isLessThan(1.1 * twoLevel.estimate(shape).dollars(PRICES));
  }
}
