package dev.rondo.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every queue of seats does. Extend it, once for each implementation. */
public abstract class TaskQueueContract {

  /** How long a received seat is invisible, where nothing else is said. */
  protected static final Duration VISIBILITY = Duration.ofSeconds(30);

  /** How long a received seat is invisible: at least two seconds, less where time is real. */
  protected Duration visibility() {
    return VISIBILITY;
  }

  /** An empty queue with that visibility time-out; the same one throughout a test. */
  protected abstract TaskQueue queue();

  /** Lets time pass. */
  protected abstract void pass(Duration time);

  private static Seat seat(int number) {
    return new Seat("job", 1, number, "nonce-" + number);
  }

  private TaskQueue.Delivery take() {
    return queue().receive().orElseThrow();
  }

  @Test
  void anEmptyQueueHasNothing() {
    assertThat(queue().receive()).isEmpty();
  }

  @Test
  void everySeatIsDelivered() {
    queue().publish(List.of(seat(0), seat(1), seat(2)));

    Set<Seat> received = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      received.add(take().seat());
    }
    assertThat(received).containsExactlyInAnyOrder(seat(0), seat(1), seat(2));
    assertThat(queue().receive()).isEmpty();
  }

  @Test
  void aReceivedSeatIsInvisibleAndComesBackUnlessItIsDeleted() {
    queue().publish(List.of(seat(0)));
    take();

    pass(visibility().minusSeconds(1));
    assertThat(queue().receive()).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(take().seat()).isEqualTo(seat(0));
  }

  @Test
  void aDeletedSeatNeverComesBack() {
    queue().publish(List.of(seat(0)));
    queue().delete(take().receipt());

    pass(visibility().multipliedBy(2));
    assertThat(queue().receive()).isEmpty();
  }

  @Test
  void aHeartbeatKeepsASeat() {
    queue().publish(List.of(seat(0)));
    TaskQueue.Delivery held = take();

    for (int i = 0; i < 5; i++) {
      pass(visibility().dividedBy(2));
      queue().changeVisibility(held.receipt(), visibility());
    }
    assertThat(queue().receive()).isEmpty();
    pass(visibility().plusSeconds(1));
    assertThat(take().seat()).isEqualTo(seat(0));
  }

  @Test
  void aSeatThatIsHandedBackIsThereForAnother() {
    queue().publish(List.of(seat(0)));
    queue().changeVisibility(take().receipt(), Duration.ZERO);

    assertThat(take().seat()).isEqualTo(seat(0));
  }

  @Test
  void aStaleReceiptLosesNoSeatAndIsNoError() {
    queue().publish(List.of(seat(0)));
    TaskQueue.Delivery first = take();
    pass(visibility().plusSeconds(1));
    TaskQueue.Delivery second = take();

    // SQS lets it change the visibility, and the queue in memory does not.
    queue().changeVisibility(first.receipt(), visibility());
    pass(visibility().plusSeconds(1));
    Optional<TaskQueue.Delivery> third = queue().receive();
    assertThat(third).isPresent();
    queue().delete(second.receipt());
    queue().delete(third.get().receipt());
    queue().delete(third.get().receipt());
    pass(visibility().plusSeconds(1));
    assertThat(queue().receive()).isEmpty();
  }
}
