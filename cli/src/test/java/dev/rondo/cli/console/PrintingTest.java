package dev.rondo.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PrintingTest {

  @Test
  void figuresAreAlignedRightAndWordsLeft() {
    Table table = new Table("name", "share", "why");
    table.add("a", "5.00 %", "because");
    table.add("long one", "-", "");

    assertThat(printed(table))
        .containsExactly("name       share  why", "a         5.00 %  because", "long one       -");
  }

  @Test
  void runsOfNumbersBecomeRanges() {
    assertThat(Text.ranges(List.of())).isEqualTo("none");
    assertThat(Text.ranges(List.of(4))).isEqualTo("4");
    assertThat(Text.ranges(List.of(0, 1, 2, 5, 7, 8))).isEqualTo("0-2, 5, 7-8");
  }

  @Test
  void anUnknownFigureIsADash() {
    assertThat(Text.percent(Double.NaN)).isEqualTo("-");
    assertThat(Text.loss(OptionalDouble.empty())).isEqualTo("-");
    assertThat(Text.percent(0.9712)).isEqualTo("97.12 %");
  }

  @Test
  void controlCharactersAreTakenOut() {
    assertThat(Text.oneLine("a\u001b[2J\r\nb")).isEqualTo("a [2J b");
  }

  private static List<String> printed(Table table) {
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text));
    return text.toString().lines().toList();
  }
}
