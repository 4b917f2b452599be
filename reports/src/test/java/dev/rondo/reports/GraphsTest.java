package dev.rondo.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.rounds.history.RoundRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphsTest {
  @TempDir private Path folder;

  @Test
  void aPngHasTwoPixelsAUnit() throws IOException {
    Path target = folder.resolve("loss.png");
    Graphs.loss(target, Rows.clients(10, 5), Rows.rounds(5));

    BufferedImage image = ImageIO.read(target.toFile());

    assertThat(image.getWidth()).isEqualTo(1920);
    assertThat(image.getHeight()).isEqualTo(1200);
  }

  @Test
  void spentPrivacyIsALineForEachMechanismBelowTheBudget() throws IOException {
    Path target = folder.resolve("epsilon.svg");
    SortedMap<Integer, Double> byRound = new TreeMap<>(Map.of(1, 0.5, 100, 2.0));

    Graphs.epsilon(
        target,
        List.of(new EpsilonCurve("gaussian", byRound), new EpsilonCurve("blt", byRound)),
        2,
        "1e-5");

    assertThat(Files.readString(target))
        .contains("Epsilon, for delta = 1e-5", "gaussian", "blt", "budget");
  }

  @Test
  void fewDevicesAreNamedInTheLegend() throws IOException {
    assertThat(lossSvg(Rows.clients(8, 30), Rows.rounds(30)))
        .contains("8 clients", "client-000", "client-007", "test loss")
        .doesNotContain("mean of clients");
  }

  @Test
  void manyDevicesAreABundleWithTheirMeanAndTheSubtitleSaysSo() throws IOException {
    assertThat(lossSvg(Rows.clients(100, 60), Rows.rounds(60)))
        .contains("one thin line each; the mean of each round is bold", "mean of clients")
        .doesNotContain("client-001");
  }

  @Test
  void longIdsThatBeginAlikeAreTwoLines() throws IOException {
    String prefix = "a".repeat(100);
    assertThat(
            lossSvg(
                List.of(
                    new ClientRow(1, prefix + "1", 1, 1, Rows.START),
                    new ClientRow(1, prefix + "2", 1, 1, Rows.START)),
                List.of()))
        .contains("\u2026" + "a".repeat(22) + "1", "\u2026" + "a".repeat(22) + "2");
  }

  @Test
  void abandonedRoundsAreSaidInTheSubtitle() throws IOException {
    List<RoundRecord> rounds = new ArrayList<>(Rows.rounds(9));
    rounds.set(3, Rows.abandoned(4));
    rounds.set(4, Rows.abandoned(5));

    assertThat(accuracySvg(rounds)).contains("grey: 2 abandoned rounds");
  }

  @Test
  void anAccuracyThatNobodyMeasuredIsSaidInsteadOfDrawn() throws IOException {
    RoundRecord round = Rows.committed(1, 0.5, OptionalDouble.empty(), OptionalDouble.empty());

    assertThat(accuracySvg(List.of(round))).contains("No round has been evaluated.");
    assertThat(accuracySvg(List.of())).contains("No round has been evaluated.");
  }

  @Test
  void theBestAccuracyIsSaidWithItsRound() throws IOException {
    List<RoundRecord> rounds = new ArrayList<>();
    double[] accuracies = {0.5, 0.9123, 0.9123, 0.7};
    for (int i = 0; i < accuracies.length; i++) {
      rounds.add(
          Rows.committed(i + 1, 1, OptionalDouble.empty(), OptionalDouble.of(accuracies[i])));
    }

    assertThat(accuracySvg(rounds)).contains("best 91.23 % in round 2");
  }

  @Test
  void aDivergedTrainingIsStillAPlot() throws IOException {
    assertThat(
            lossSvg(
                List.of(
                    new ClientRow(1, "a", 1, 2.5, Rows.START),
                    new ClientRow(2, "a", 1, Double.NaN, Rows.START),
                    new ClientRow(3, "a", 1, Double.POSITIVE_INFINITY, Rows.START)),
                List.of()))
        .contains("1 client", "Loss (mean per example)")
        .doesNotContain("NaN")
        .doesNotContain("Infinity");
  }

  @Test
  void textInAnSvgNamesASecondFontAndEverySize() throws IOException {
    assertThat(accuracySvg(Rows.rounds(3)).lines().filter(line -> line.contains("<text")))
        .isNotEmpty()
        .allMatch(line -> line.contains(",sans-serif;font-size:"));
  }

  @Test
  void anotherEndingIsRefused() {
    assertThatThrownBy(() -> Graphs.accuracy(folder.resolve("plot.pdf"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(".png or .svg");
  }

  private String lossSvg(List<ClientRow> clients, List<RoundRecord> rounds) throws IOException {
    Path target = folder.resolve("loss.svg");
    Graphs.loss(target, clients, rounds);
    return Files.readString(target);
  }

  private String accuracySvg(List<RoundRecord> rounds) throws IOException {
    Path target = folder.resolve("accuracy.svg");
    Graphs.accuracy(target, rounds);
    return Files.readString(target);
  }
}
