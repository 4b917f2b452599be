package dev.rondo.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.RoundShape;
import dev.rondo.rounds.scale.AggregationModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CostTest {

  private static final Prices PRICES = Prices.usEast1();
  private static final RoundShape SHAPE = new RoundShape(100, 10, 199_210, 30, true);

  private static double dollars(List<CostLine> lines, String what) {
    return lines.stream()
        .filter(line -> line.what().startsWith(what))
        .mapToDouble(CostLine::dollars)
        .sum();
  }

  @Test
  void theTablesOfTheDocsAreThoseOfTheModel() throws IOException {
    Path page = Path.of(System.getProperty("rondo.home", ".."), "docs", "cost.md");

    for (String table : CostTables.all()) {
      assertThat(Files.readString(page))
          .as("docs/cost.md must hold this table; paste it there:%n%s", table)
          .contains(table);
    }
    assertThat(Files.readString(page)).contains(PRICES.asOf().toString(), PRICES.region());
  }

  @Test
  void theDollarsOfTheReadmeAreThoseOfTheModel() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("rondo.home", ".."), "README.md"));
    Object[] dollars =
        CostTables.SHAPES.stream()
            .map(shape -> new RoundCost(shape, PRICES).dollars(1000))
            .toArray();

    assertThat(page)
        .contains(
            String.format(
                Locale.ROOT,
                "1,000 rounds of 10 clients $%.2f to $%.2f, of 100 clients $%.2f to $%.2f;",
                dollars))
        .contains(
            String.format(
                Locale.ROOT,
                "a month without rounds $%.2f with 10 waiting agents",
                new IdleCost(10, PRICES).dollars()));
  }

  @Test
  void theRoundsOfTheTablesAreInAsManyGroupsAsTheModelOfScaleChooses() {
    for (RoundShape shape : CostTables.SHAPES) {
      assertThat(
              AggregationModel.standard()
                  .groups(shape.parameters(), shape.updates(), shape.partials(), shape.singles()))
          .as("%d updates in %d batches", shape.updates(), shape.batches())
          .isEqualTo(shape.groups());
    }
  }

  @Test
  void aBillIsTheSumOfItsLinesAndGrowsWithTheRounds() {
    RoundCost cost = new RoundCost(SHAPE, PRICES);

    assertThat(cost.dollars(1000)).isCloseTo(1000 * cost.dollars(1), within(1e-9));
    assertThat(cost.lines(1))
        .extracting(CostLine::dollars)
        .allSatisfy(d -> assertThat(d).isPositive());
  }

  @Test
  void tenTransitionsOfAThousandRoundsInATrainingAreAQuarterOfADollar() {
    List<CostLine> lines = new RoundCost(SHAPE, PRICES).lines(1000);

    assertThat(dollars(lines, "Step Functions")).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void requestsToS3ArePaidByTheirKind() {
    // 222 puts and 15 lists at $5, 793 gets at $0.40 a million.
    List<CostLine> lines = new RoundCost(SHAPE, PRICES).lines(1000);

    assertThat(dollars(lines, "S3, PUT")).isCloseTo(1.185, within(1e-9));
    assertThat(dollars(lines, "S3, GET")).isCloseTo(0.3172, within(1e-9));
  }

  @Test
  void aLargerModelCostsTimeOfTheFunctionsAndNothingElse() {
    RoundCost small = new RoundCost(SHAPE, PRICES);
    RoundCost large = new RoundCost(new RoundShape(100, 10, 1_000_000_000, 30, true), PRICES);

    for (CostLine line : large.lines(1)) {
      double before = dollars(small.lines(1), line.what());
      if (line.what().startsWith("Lambda, arm64") || line.what().startsWith("Lambda, x86_64")) {
        assertThat(line.dollars()).isGreaterThan(before);
      } else {
        assertThat(line.dollars()).isEqualTo(before);
      }
    }
  }

  @Test
  void aRoundThatIsNotEvaluatedPaysForNoX86() {
    RoundShape shape = new RoundShape(100, 10, 199_210, 30, false);

    assertThat(dollars(new RoundCost(shape, PRICES).lines(1), "Lambda, x86_64")).isZero();
  }

  @Test
  void anIdleAgentPollsEvery22Seconds() {
    // 3600 / 22 x 730 requests at $0.40 a million.
    double one = dollars(new IdleCost(1, PRICES).lines(), "Agents poll");

    assertThat(one).isCloseTo(0.0477818, within(1e-7));
    assertThat(new IdleCost(0, PRICES).dollars()).isCloseTo(0.2628 + 1.4 + 3, within(1e-9));
  }

  @Test
  void moreThanTwentyClientsHaveNoMetricsOfTheirOwn() {
    assertThat(new MetricCost(20, PRICES).metrics()).isEqualTo(52);
    assertThat(new MetricCost(21, PRICES).metrics()).isEqualTo(32);
  }

  @Test
  void aThingThatIsNoFunctionHasNoSize() {
    assertThatThrownBy(() -> FunctionSize.of(Caller.CLIENTS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
