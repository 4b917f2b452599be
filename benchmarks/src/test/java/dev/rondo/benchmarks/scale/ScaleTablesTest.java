package dev.rondo.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.Estimate;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.scale.RoundSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleTablesTest {

  private static final Prices PRICES = Prices.usEast1();

  @Test
  void theTablesOfTheDocsAreThoseOfTheModel() throws IOException {
    Path page = Path.of(System.getProperty("rondo.home", ".."), "docs", "scale.md");

    for (ScaleTables.Table table : ScaleTables.all().values()) {
      assertThat(Files.readString(page))
          .as("docs/scale.md must hold this table; paste it there:%n%s", table.markdown())
          .contains(table.markdown());
    }
  }

  @Test
  void theSameFiguresAreWrittenAsJson(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("scale.json");
    ScaleTables.main(new String[] {file.toString()});

    assertThat(Files.readString(file)).contains("\"published_cases\"", "\"fleet\"", "1,000,000");
  }

  @Test
  void theTargetsOfThePublishedCasesAreMet() {
    AggregationModel model = AggregationModel.standard();
    Estimate small = model.twoLevel(10_750_000, 20);
    RoundSize large = size(128_000_000);
    Estimate middle = model.inParts(large, model.divide(large).parts());

    assertThat(model.divide(size(10_750_000)).parts()).isZero();
    assertThat(small.seconds()).isLessThanOrEqualTo(4);
    assertThat(1000 * small.dollars(PRICES)).isLessThanOrEqualTo(0.51);
    assertThat(middle.seconds()).isLessThanOrEqualTo(20);
    assertThat(1000 * middle.dollars(PRICES)).isLessThanOrEqualTo(4.15);
    assertThat(model.divide(size(1_250_000_000)).parts()).isPositive();
  }

  private static RoundSize size(long parameters) {
    return new RoundSize(parameters, 100, 20, AggregationRule.WEIGHTED);
  }

  @Test
  void theModelOfThePublishedDesignIsWithinATenthOfItsFigures() {
    for (GradsSharding one : GradsSharding.published()) {
      assertThat(one.modelledSeconds())
          .as(one.name())
          .isCloseTo(one.seconds(), within(0.1 * one.seconds()));
      assertThat(one.modelledDollars(PRICES))
          .as(one.name())
          .isCloseTo(one.dollars(), within(0.1 * one.dollars()));
    }
  }

  @Test
  void requestsOfAFleetGrowAsItsClientsDo() {
    for (int clients : List.of(1_000, 10_000, 100_000)) {
      Fleet ten = Fleet.of(10 * clients, 199_210, 30);
      Fleet one = Fleet.of(clients, 199_210, 30);

      assertThat(ten.requests().store()).isLessThanOrEqualTo(10 * one.requests().store());
    }
  }

  @Test
  void pagesOfListingsAreAddedUp() {
    // 2,500 batches: 1,000 looks of one page, 1,000 of two, 500 of three, and one more for
    // exactness.
    Fleet fleet = new Fleet(2_500, 10, 0, 1, 10);
    long looks = 1_000 + 2_000 + 1_500;
    long rest = fleet.requests().lists() - looks;

    assertThat(rest).isBetween(0L, 20L);
  }

  @Test
  void aMillionClientsAreHeldUpByReadsOfOnePrefixAndByTheSizeOfTheDocuments() {
    Fleet fleet = Fleet.of(1_000_000, 199_210, 30);

    assertThat(fleet.binding().what()).startsWith("S3: 5,500 reads");
    assertThat(fleet.bounds()).noneMatch(Fleet.Bound::isExceeded);
    assertThat(fleet.documentBytes()).isGreaterThan(64e6);
    assertThat(Fleet.of(RoundLimits.MAX_SEATS, 199_210, 30).bounds())
        .noneMatch(Fleet.Bound::isExceeded);
  }
}
