package dev.rondo.agent.instance;

import dev.rondo.agent.time.StopSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks now and then whether this instance is about to end: a Spot interruption comes two minutes
 * ahead, and an auto-scaling group marks what it terminates.
 */
public final class InstanceWatch {

  /** As often as EC2's documentation recommends. */
  public static final Duration PERIOD = Duration.ofSeconds(5);

  private static final String SPOT = "spot/instance-action";
  private static final String LIFECYCLE = "autoscaling/target-lifecycle-state";

  private final InstanceMetadata metadata;

  public InstanceWatch(InstanceMetadata metadata) {
    this.metadata = metadata;
  }

  /**
   * Why this instance is about to end; empty when it is not.
   *
   * @throws IOException when the metadata service does not answer
   */
  public Optional<String> end() throws IOException {
    Optional<String> spot = metadata.get(SPOT);
    if (spot.isPresent()) {
      return Optional.of("EC2 is reclaiming this Spot instance: " + spot.get());
    }
    // Also "Warmed:Terminated", of an instance that waits in a warm pool.
    return metadata
        .get(LIFECYCLE)
        .filter(state -> state.endsWith("Terminated"))
        .map(state -> "The Auto Scaling group is terminating this instance");
  }

  /** Asks until the agent is to stop, from a thread of its own that keeps no process alive. */
  public void start(StopSignal stop) {
    Thread thread = new Thread(() -> watch(stop), "rondo-instance-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(StopSignal stop) {
    while (!stop.await(PERIOD)) {
      try {
        end().ifPresent(stop::request);
      } catch (IOException e) {
        // Without an answer nothing is known; the next one may come.
      }
    }
  }
}
