package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WavefrontTest {

  private static final List<String> ORDER = List.of("w", "b");

  private final Wavefront front = new Wavefront();

  private interface Call {
    void run() throws InterruptedException;
  }

  /** Whether a call waits: in an interrupted thread it throws instead, and only then. */
  private static boolean waits(Call call) {
    Thread.currentThread().interrupt();
    try {
      call.run();
      return false;
    } catch (InterruptedException e) {
      return true;
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void aGroupWaitsUntilTheNumbersThatItWantsHavePassed() {
    assertThat(waits(() -> front.await(ORDER, 1))).isTrue();
    front.pass(ORDER, 10);

    assertThat(waits(() -> front.await(ORDER, 10))).isFalse();
    assertThat(waits(() -> front.await(ORDER, 11))).isTrue();
  }

  @Test
  void numbersThatPassInAnotherOrderDoNotCount() {
    front.pass(List.of("b", "w"), 10);

    assertThat(waits(() -> front.await(ORDER, 1))).isTrue();
  }

  @Test
  void theEndIsWaitedForWhateverHasPassed() {
    front.pass(ORDER, 10);

    assertThat(waits(front::awaitEnd)).isTrue();
  }

  @Test
  void nobodyWaitsForAGroupThatHasEnded() {
    front.pass(ORDER, 10);
    front.end();

    assertThat(waits(front::awaitEnd)).isFalse();
    assertThat(waits(() -> front.await(ORDER, 11))).isFalse();
    assertThat(waits(() -> front.await(List.of("b", "w"), 11))).isFalse();
  }
}
