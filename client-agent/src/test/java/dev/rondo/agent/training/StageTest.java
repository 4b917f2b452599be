package dev.rondo.agent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.agent.cache.AbandonedException;
import dev.rondo.protocol.testing.Threads;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageTest {

  @Test
  void workThatWasGivenUpUploadsNothing() {
    Stage stage = new Stage();

    assertThatCode(stage::pass).doesNotThrowAnyException();
    assertThat(stage.abandon()).isTrue();
    assertThat(stage.abandon()).isTrue();
    assertThatThrownBy(stage::pass).isInstanceOf(AbandonedException.class);
    assertThatThrownBy(stage::beginUpload).isInstanceOf(AbandonedException.class);
  }

  @Test
  void anUploadThatHasBegunIsNotGivenUp() {
    Stage stage = new Stage();
    stage.beginUpload();

    assertThat(stage.abandon()).isFalse();
    assertThatCode(stage::pass).doesNotThrowAnyException();
  }

  @Test
  void whenBothHappenAtOnceOneOfThemWins() {
    for (int round = 0; round < 200; round++) {
      Stage stage = new Stage();
      List<Boolean> won =
          Threads.together(2, i -> i == 0 ? stage::abandon : () -> hasBegunToUpload(stage));

      assertThat(won).containsOnlyOnce(true);
    }
  }

  private static boolean hasBegunToUpload(Stage stage) {
    try {
      stage.beginUpload();
      return true;
    } catch (AbandonedException e) {
      return false;
    }
  }
}
