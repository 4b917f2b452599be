package dev.rondo.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryQueueTest {

  private Instant now = Instant.EPOCH;
  private final MemoryQueue<String> queue = new MemoryQueue<>(() -> now, Duration.ofSeconds(10));

  private List<String> receive(int max) {
    return queue.receive(max).stream().map(MemoryQueue.Delivery::body).toList();
  }

  @Test
  void messagesComeInTheOrderInWhichTheyBecameVisible() {
    queue.send("a");
    queue.send("b");
    String a = queue.receive().orElseThrow().receipt();
    now = now.plusSeconds(1);
    queue.send("c");
    queue.changeVisibility(a, Duration.ofMillis(500));
    now = now.plusSeconds(1);

    assertThat(receive(10)).containsExactly("b", "c", "a");
  }

  @Test
  void aBatchIsNoLongerThanWhatIsAskedFor() {
    for (int i = 0; i < 5; i++) {
      queue.send("m" + i);
    }

    assertThat(receive(3)).containsExactly("m0", "m1", "m2");
    assertThat(receive(3)).containsExactly("m3", "m4");
    assertThat(receive(3)).isEmpty();
    assertThat(queue.nextVisibleAt()).contains(now.plusSeconds(10));
  }

  @Test
  void whatIsNotDeletedComesAgainWithAnotherReceipt() {
    queue.send("a");
    String first = queue.receive().orElseThrow().receipt();
    now = now.plusSeconds(10);
    String second = queue.receive().orElseThrow().receipt();

    assertThat(second).isNotEqualTo(first);
    queue.delete(first);
    assertThat(queue.nextVisibleAt()).isPresent();
    queue.delete(second);
    assertThat(queue.nextVisibleAt()).isEmpty();
  }

  @Test
  void aReceiptOfAnotherQueueDoesNothing() {
    queue.send("a");
    List.of("", "#", "7#0", "0#7").forEach(queue::delete);

    assertThat(receive(1)).containsExactly("a");
  }
}
