package dev.rondo.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.testing.TaskQueueContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalTaskQueueTest extends TaskQueueContract {

  private final VirtualTime time = new VirtualTime(Instant.EPOCH);
  private final LocalTaskQueue queue = new LocalTaskQueue(time, VISIBILITY);

  @Override
  protected TaskQueue queue() {
    return queue;
  }

  @Override
  protected void pass(Duration duration) {
    time.after(duration, () -> {});
    time.runUntil(() -> false);
  }

  @Test
  void publishingAnswersTheLongPoll() {
    int[] polls = {0};
    queue.onPublish(() -> polls[0]++);

    queue.publish(List.of(new Seat("job", 1, 0, "n"), new Seat("job", 1, 1, "n")));

    assertThat(polls[0]).isEqualTo(1);
  }

  @Test
  void itSaysWhenTheNextSeatIsToBeHad() {
    assertThat(queue.nextVisibleAt()).isEmpty();
    queue.publish(List.of(new Seat("job", 1, 0, "n")));
    assertThat(queue.nextVisibleAt()).contains(Instant.EPOCH);
    queue.receive();
    assertThat(queue.nextVisibleAt()).contains(Instant.EPOCH.plus(VISIBILITY));
  }
}
