package dev.rondo.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualTime time = new VirtualTime(START);
  private final List<String> happened = new ArrayList<>();

  private VirtualTime.Event at(int seconds, String what) {
    return time.after(
        Duration.ofSeconds(seconds),
        () -> happened.add(what + "@" + Duration.between(START, time.instant()).toSeconds()));
  }

  @Test
  void eventsHappenInTheOrderOfTheirInstantsAndThenAsTheyWereScheduled() {
    at(5, "late");
    at(1, "first");
    at(3, "x");
    at(3, "y");
    at(-7, "now");

    assertThat(time.runUntil(() -> false)).isFalse();
    assertThat(happened).containsExactly("now@0", "first@1", "x@3", "y@3", "late@5");
    assertThat(time.instant()).isEqualTo(START.plusSeconds(5));
  }

  @Test
  void whatIsTakenBackDoesNotHappen() {
    at(1, "a");
    VirtualTime.Event gone = at(1, "b");
    at(1, "c");
    time.cancel(gone);

    time.runUntil(() -> false);
    time.cancel(gone);

    assertThat(happened).containsExactly("a@1", "c@1");
  }

  @Test
  void timeStandsStillOnceTheConditionHolds() {
    at(1, "a");
    at(2, "b");

    assertThat(time.runUntil(() -> happened.size() == 1)).isTrue();
    assertThat(time.instant()).isEqualTo(START.plusSeconds(1));
    assertThat(time.runUntil(() -> happened.size() == 1)).isTrue();
    assertThat(happened).containsExactly("a@1");
  }

  @Test
  void anEventMaySchedule() {
    time.after(Duration.ofSeconds(2), () -> at(3, "later"));
    at(4, "between");

    time.runUntil(() -> false);

    assertThat(happened).containsExactly("between@4", "later@5");
  }
}
