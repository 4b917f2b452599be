package dev.rondo.rounds.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WorkersTest {

  private static final long MB = 1_000_000;

  @Test
  void smallModelsComeInFullBatches() {
    assertThat(Workers.forModel(1)).isEqualTo(new Workers(20, 10, 1));
    assertThat(Workers.forModel(100 * MB)).isEqualTo(new Workers(20, 10, 1));
  }

  @Test
  void largeModelsComeInSmallerBatchesToMoreWorkers() {
    // 6.86 s an update: 5 in 35 s, and a hundred a minute by 12 workers.
    assertThat(Workers.forModel(512 * MB)).isEqualTo(new Workers(5, 12, 1));
    // 66.7 s: one by one, without waiting for a second one.
    assertThat(Workers.forModel(5_000 * MB)).isEqualTo(new Workers(1, 112, 0));
  }

  @Test
  void everyBatchIsReadWithinAWorkersTime() {
    for (long mb = 1; mb <= 10_000; mb += 1 + mb / 8) {
      assertThat(Workers.isInTime(Workers.forModel(mb * MB).batch(), mb * MB)).isTrue();
    }
    assertThat(Workers.isInTime(20, 512 * MB)).isFalse();
  }

  @Test
  void aModelHasBytes() {
    assertThatThrownBy(() -> Workers.forModel(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
