package dev.rondo.agent.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeTest {

  @Test
  void pausesDoubleUpToTheLongestAndAreDrawnFromTheUpperHalf() {
    BackOff backOff = new BackOff(new SecondsRange(1, 60), new SplittableRandom(1));
    double length = 1;
    for (int i = 0; i < 12; i++) {
      assertThat(backOff.next())
          .isBetween(
              Duration.ofMillis(Math.round(500 * length)),
              Duration.ofMillis(Math.round(1000 * length)));
      length = Math.min(60, 2 * length);
    }
    backOff.reset();
    assertThat(backOff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void noPauseIsLikeTheOther() {
    SplittableRandom random = new SplittableRandom(1);
    List<Duration> drawn = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      drawn.add(new SecondsRange(15, 60).draw(random));
    }

    assertThat(drawn).doesNotHaveDuplicates();
    assertThat(drawn).allMatch(d -> d.toSeconds() >= 15 && d.toSeconds() < 60);
  }

  @Test
  void rangesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new SecondsRange(2, 1)).hasMessageContaining("2.0-1.0");
    assertThatThrownBy(() -> new SecondsRange(-1, 1)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new SecondsRange(0, Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void theFirstReasonToStopStays() {
    StopSignal stop = new StopSignal();
    List<String> heard = new ArrayList<>();
    stop.onRequest(() -> heard.add("before"));

    assertThat(stop.isRequested()).isFalse();
    assertThat(stop.await(Duration.ofMillis(1))).isFalse();
    stop.request("one");
    stop.request("two");
    stop.onRequest(() -> heard.add("after"));

    assertThat(stop.reason()).contains("one");
    assertThat(stop.await(Duration.ofDays(1))).isTrue();
    assertThat(heard).containsExactly("before", "after");
  }
}
