package dev.rondo.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private static final OptionalDouble UNKNOWN = OptionalDouble.empty();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void figuresStandBelowTheirHeadings() {
    RoundTable table = new RoundTable(out, false);
    table.committed(line(1, 10, 0, 0.6931, 0.9));
    table.committed(
        new RoundLine(100, 9, 1, 0, 3, OptionalDouble.of(0.05), UNKNOWN, UNKNOWN, UNKNOWN));

    assertThat(lines())
        .containsExactly(
            "round  accepted  late  rejected  dropped  train loss  test loss  test accuracy "
                + " seconds",
            "    1        10     0         0        0      0.6931     0.3000        90.00 %    "
                + " 1.25",
            "  100         9     1         0        3      0.0500          -              -       "
                + " -");
  }

  @Test
  void anAbandonedRoundSaysWhyWithoutColours() {
    new RoundTable(out, false)
        .abandoned(
            new RoundLine(2, 0, 0, 1, 9, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
            "1 update,\nminimum 5\u001b[2J");

    assertThat(lines().get(1)).endsWith("  ! abandoned: 1 update, minimum 5 [2J");
  }

  @Test
  void coloursComeOnlyWhenAskedFor() {
    RoundTable plain = new RoundTable(out, false);
    plain.committed(line(1, 9, 1, 0.5, 0.9));
    plain.abandoned(line(2, 0, 9, 0.5, 0.9), "too few");
    assertThat(bytes.toString(UTF_8)).doesNotContain("\u001b");

    bytes.reset();
    RoundTable coloured = new RoundTable(out, true);
    coloured.committed(line(1, 9, 1, 0.5, 0.9));
    coloured.abandoned(line(2, 0, 9, 0.5, 0.9), "too few");
    assertThat(lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("\u001b[") && line.endsWith("\u001b[0m"));
  }

  @Test
  void aShorterProgressLineWipesALongerOne() {
    Progress progress = new Progress(out, true);
    progress.updates(12, 100, 7, 10);
    progress.show("done");
    progress.clear();

    assertThat(bytes.toString(UTF_8))
        .isEqualTo(
            "\rround 12/100  7/10 updates"
                + "\rdone"
                + " ".repeat(22)
                + "\r"
                + " ".repeat(4)
                + "\r");
  }

  @Test
  void withoutATerminalThereIsNoProgress() {
    Progress progress = new Progress(out, false);
    progress.updates(1, 2, 3, 4);
    progress.clear();

    assertThat(bytes.size()).isZero();
  }

  @Test
  void coloursNeedATerminalAndNoObjection() {
    assertThat(Terminal.of(true, Map.of())).isEqualTo(new Terminal(true, true));
    assertThat(Terminal.of(true, Map.of("NO_COLOR", ""))).isEqualTo(new Terminal(true, true));
    assertThat(Terminal.of(true, Map.of("NO_COLOR", "1"))).isEqualTo(new Terminal(true, false));
    assertThat(Terminal.of(true, Map.of("TERM", "dumb"))).isEqualTo(new Terminal(false, false));
    assertThat(Terminal.of(false, Map.of())).isEqualTo(new Terminal(false, false));
  }

  private static RoundLine line(
      int round, int accepted, int rejected, double trainLoss, double accuracy) {
    return new RoundLine(
        round,
        accepted,
        0,
        rejected,
        0,
        OptionalDouble.of(trainLoss),
        OptionalDouble.of(0.3),
        OptionalDouble.of(accuracy),
        OptionalDouble.of(1.25));
  }

  private List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }
}
