package dev.rondo.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.RoundResult.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private static final OptionalDouble UNKNOWN = OptionalDouble.empty();
  private static final Instant NOW = Instant.EPOCH;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintWriter out = new PrintWriter(bytes, true, UTF_8);

  @Test
  void figuresStandBelowTheirHeadings() {
    RoundTable table = new RoundTable(out, false);
    table.print(result(1, 10, 0, 0.9), 1.25);
    table.print(
        new RoundResult(
            "job",
            100,
            Status.COMMITTED,
            Optional.of(100),
            Optional.empty(),
            13,
            9,
            1,
            0,
            3,
            0,
            OptionalDouble.of(0.05),
            new TreeMap<>(),
            Optional.empty(),
            Optional.of("no\ndata"),
            NOW,
            NOW),
        1.25);

    assertThat(lines())
        .containsExactly(
            "round  accepted  late  rejected  dropped  train loss  test loss  test accuracy "
                + " seconds",
            "    1        10     0         0        0      0.5000     0.3000        90.00 %    "
                + " 1.25",
            "  100         9     1         0        3      0.0500          -              -    "
                + " 1.25",
            "  evaluation failed: no data");
  }

  @Test
  void withoutTestDataALineEndsWithWhatClientsMeasured() {
    Evaluation evaluation = Evaluation.of(100, Map.of("loss", 0.25, "accuracy", 0.9), List.of());
    new RoundTable(out, false)
        .print(
            new RoundResult(
                "job",
                4,
                Status.COMMITTED,
                Optional.of(4),
                Optional.empty(),
                2,
                2,
                0,
                0,
                0,
                0,
                OptionalDouble.of(0.5),
                new TreeMap<>(),
                Optional.of(new ClientEvaluation(3, 2, evaluation)),
                Optional.empty(),
                NOW,
                NOW),
            1.25);

    assertThat(lines().get(1))
        .endsWith("-     1.25  clients of version 3: loss 0.2500, accuracy 90.00 %");
  }

  @Test
  void anAbandonedRoundSaysWhyWithoutColours() {
    new RoundTable(out, false).print(abandoned("1 update,\nminimum 5\u001b[2J"), 1.25);

    assertThat(lines().get(1)).endsWith("  ! abandoned: 1 update, minimum 5 [2J");
  }

  @Test
  void coloursComeOnlyWhenAskedFor() {
    RoundTable plain = new RoundTable(out, false);
    plain.print(result(1, 9, 1, 0.9), 1.25);
    plain.print(abandoned("too few"), 1.25);
    assertThat(bytes.toString(UTF_8)).doesNotContain("\u001b");

    bytes.reset();
    RoundTable coloured = new RoundTable(out, true);
    coloured.print(result(1, 9, 1, 0.9), 1.25);
    coloured.print(abandoned("too few"), 1.25);
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

  private static RoundResult result(int round, int accepted, int rejected, double accuracy) {
    return new RoundResult(
        "job",
        round,
        Status.COMMITTED,
        Optional.of(round),
        Optional.empty(),
        10,
        accepted,
        0,
        rejected,
        0,
        0,
        OptionalDouble.of(0.5),
        new TreeMap<>(Map.of("loss", 0.3, "accuracy", accuracy)),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  private static RoundResult abandoned(String reason) {
    return new RoundResult(
        "job",
        2,
        Status.ABANDONED,
        Optional.empty(),
        Optional.of(reason),
        10,
        0,
        0,
        1,
        9,
        0,
        UNKNOWN,
        new TreeMap<>(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  private List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }
}
