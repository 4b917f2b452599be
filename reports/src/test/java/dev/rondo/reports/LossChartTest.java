package dev.rondo.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.title.TextTitle;
import org.junit.jupiter.api.Test;

/** The lines of the plot of the training loss. */
class LossChartTest {

  private static JFreeChart chart(int clients) {
    List<ClientRow> rows = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      rows.add(new ClientRow(1, "client-%05d".formatted(i), 1, i, Rows.START));
    }
    return LossChart.of("loss", rows, Rows.rounds(1));
  }

  private static String text(JFreeChart chart) {
    StringBuilder text = new StringBuilder();
    for (Object title : chart.getSubtitles()) {
      text.append(title instanceof TextTitle words ? words.getText() : "");
    }
    return text.toString();
  }

  @Test
  void ofManyClientsAThousandHaveALineAndTheMeanIsOfAll() {
    JFreeChart chart = chart(3_000);

    int series = chart.getXYPlot().getSeriesCount();
    assertThat(series).as("the clients', the mean and the test loss").isEqualTo(1_002);
    assertThat(chart.getXYPlot().getDataset().getYValue(1, 0)).isEqualTo(2_999 / 2.0);
    assertThat(text(chart))
        .contains("3,000 clients, a thin line for each of the first 1,000; the mean of each round");
  }

  @Test
  void upToAThousandClientsHaveALineEach() {
    assertThat(chart(1_000).getXYPlot().getSeriesCount()).isEqualTo(1_002);
    assertThat(text(chart(1_000))).contains("1,000 clients, one thin line each;");
  }
}
