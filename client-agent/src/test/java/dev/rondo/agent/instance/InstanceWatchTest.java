package dev.rondo.agent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.agent.process.MetadataService;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceWatchTest {

  private final MetadataService metadata;
  private final InstanceWatch watch;

  InstanceWatchTest() throws IOException {
    metadata = MetadataService.start();
    watch = new InstanceWatch(new InstanceMetadata(URI.create(metadata.endpoint())));
  }

  @AfterEach
  void stop() {
    metadata.close();
  }

  @Test
  void anInstanceThatStaysIsLeftAlone() throws IOException {
    metadata.say("autoscaling/target-lifecycle-state", "InService");

    assertThat(watch.end()).isEmpty();
  }

  @Test
  void anInterruptionOfASpotInstanceIsAnEnd() throws IOException {
    metadata.say(
        "spot/instance-action", "{\"action\": \"terminate\", \"time\": \"2026-01-01T00:02:00Z\"}");

    assertThat(watch.end()).hasValueSatisfying(why -> assertThat(why).contains("Spot", "00:02"));
  }

  @Test
  void terminationByTheAutoScalingGroupIsAnEnd() throws IOException {
    metadata.say("autoscaling/target-lifecycle-state", "Terminated\n");

    assertThat(watch.end()).hasValueSatisfying(why -> assertThat(why).contains("Auto Scaling"));
  }

  @Test
  void aServiceThatDoesNotAnswerSaysNothing() {
    metadata.close();

    assertThatThrownBy(() -> watch.end()).isInstanceOf(IOException.class);
  }
}
