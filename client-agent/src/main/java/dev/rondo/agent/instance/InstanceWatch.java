package dev.rondo.agent.instance;

import dev.rondo.agent.time.StopSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Polls whether this instance is about to end. EC2 announces a Spot interruption two minutes
 * before, and an Auto Scaling group marks an instance that it terminates.
 */
public final class InstanceWatch {

  /** The polling interval that EC2's documentation recommends. */
  public static final Duration PERIOD = Duration.ofSeconds(5);

  private static final String SPOT = "spot/instance-action";
  private static final String LIFECYCLE = "autoscaling/target-lifecycle-state";

  private final InstanceMetadata metadata;

  public InstanceWatch(InstanceMetadata metadata) {
    this.metadata = metadata;
  }

  /**
   * Why this instance is about to end, or empty if it is not.
   *
   * @throws IOException when the metadata service does not answer
   */
  public Optional<String> end() throws IOException {
    Optional<String> spot = metadata.get(SPOT);
    if (spot.isPresent()) {
      return Optional.of("EC2 is reclaiming this Spot instance: " + spot.get());
    }
    // This also matches "Warmed:Terminated", the state of an instance in a warm pool.
    return metadata
        .get(LIFECYCLE)
        .filter(state -> state.endsWith("Terminated"))
        .map(state -> "The Auto Scaling group is terminating this instance");
  }

  /** Polls in a daemon thread until the agent stops. */
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
        // The service did not answer; the next poll may succeed.
      }
    }
  }
}
