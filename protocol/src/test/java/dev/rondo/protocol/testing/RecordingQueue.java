package dev.rondo.protocol.testing;

import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what was published; nobody takes it. */
public final class RecordingQueue implements TaskQueue {

  private final List<Seat> published = new ArrayList<>();

  public List<Seat> published() {
    return List.copyOf(published);
  }

  @Override
  public void publish(List<Seat> seats) {
    published.addAll(seats);
  }

  @Override
  public Optional<Delivery> receive() {
    return Optional.empty();
  }

  @Override
  public void delete(String receipt) {}

  @Override
  public void changeVisibility(String receipt, Duration visibleAfter) {}
}
