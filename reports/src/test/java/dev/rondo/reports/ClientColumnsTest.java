package dev.rondo.reports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.rounds.history.RoundRecord;
import java.util.List;
import java.util.OptionalDouble;
import org.jfree.chart.JFreeChart;
import org.jfree.data.xy.XYDataset;
import org.junit.jupiter.api.Test;

/** What clients measured, in tables and plots. */
class ClientColumnsTest {

  private final List<RoundRecord> rounds =
      List.of(Rows.byClients(1, 0.25, 2), Rows.abandoned(2), Rows.byClients(3, 0.5, 1));

  @Test
  void theTableHasMeansAndSpreadOfTheVersionThatWasMeasured() {
    List<String> lines = new String(Csv.rounds(rounds), UTF_8).lines().toList();

    assertThat(lines.get(0))
        .endsWith(
            ",measured_version,measured_by"
                + ",clients_accuracy,clients_accuracy_min,clients_accuracy_max,clients_accuracy_deviation"
                + ",clients_auc,clients_auc_min,clients_auc_max,clients_auc_deviation"
                + ",clients_loss,clients_loss_min,clients_loss_max,clients_loss_deviation");
    assertThat(lines.get(1)).endsWith(",0,3,0.25,0.0,0.5,0.125,,,,,2.0,0.0,0.5,0.125");
    assertThat(lines.get(2)).endsWith(",,,,,,,,,,,,,,");
    assertThat(lines.get(3)).contains(",2,3,0.5,0.25,0.75,0.125,");
    assertThat(lines).extracting(line -> line.split(",", -1).length).containsOnly(27);
  }

  @Test
  void aTableWithoutMeasurementsHasNoSuchColumns() {
    assertThat(new String(Csv.rounds(Rows.rounds(2)), UTF_8)).doesNotContain("measured");
  }

  @Test
  void thePlotShowsVersionsAndNotTheRoundsInWhichTheyWereMeasured() {
    JFreeChart chart = AccuracyChart.of("title", rounds, OptionalDouble.empty());

    XYDataset data = chart.getXYPlot().getDataset();
    assertThat(data.getSeriesCount()).isOne();
    assertThat(data.getItemCount(0)).as("version 0 is not on the axis").isOne();
    assertThat(data.getXValue(0, 0)).isEqualTo(2);
    assertThat(data.getYValue(0, 0)).isEqualTo(50);
    XYDataset loss = LossChart.of("title", List.of(), rounds).getXYPlot().getDataset();
    assertThat(loss.getSeriesKey(0).toString()).isEqualTo("loss by clients (global model)");
  }
}
