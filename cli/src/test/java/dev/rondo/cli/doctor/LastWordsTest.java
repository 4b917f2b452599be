package dev.rondo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastWordsTest {

  private static final String FAILED = "rondo: setup of this instance failed (status 1)";

  @Test
  void aFailedSetupEndsWithItsLastWordsAndTheLineBefore() {
    assertThat(LastWords.ofFailedSetup(List.of("a", "why", "", FAILED, "Shutdown scheduled")))
        .contains("why | " + FAILED);
    assertThat(LastWords.ofFailedSetup(List.of(FAILED))).contains(FAILED);
    assertThat(LastWords.ofFailedSetup(List.of("a", "b"))).isEmpty();
    assertThat(LastWords.ofFailedSetup(List.of())).isEmpty();
  }

  @Test
  void anEndIsTheLastTwoLinesWithText() {
    assertThat(LastWords.of(List.of("a", "b", " ", "c", "\u0000"))).contains("b | c");
    assertThat(LastWords.of(List.of(" ", ""))).isEmpty();
  }

  @Test
  void nothingControlsTheTerminalOrReordersText() {
    assertThat(LastWords.of(List.of("\u001b[31mred\u001b[0m\t\u009b1m\u202e\u2028end\r")))
        .contains("red 1m end");
  }

  @Test
  void aLongLineIsCutBetweenCharacters() {
    String faces = "\ud83d\ude00".repeat(300);

    assertThat(LastWords.of(List.of(faces))).contains("\ud83d\ude00".repeat(200) + "...");
  }
}
