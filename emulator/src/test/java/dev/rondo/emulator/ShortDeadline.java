package dev.rondo.emulator;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.function.Supplier;

/**
 * A deadline that passes soon, for one round that is to be abandoned: that of the deployed stack is
 * long enough for all others.
 */
final class ShortDeadline {

  /** The deadline, for the job of the round as well. */
  static final int SECONDS = 20;

  private final Cloud cloud;
  private final String machine;

  private ShortDeadline(Cloud cloud) {
    this.cloud = cloud;
    this.machine = cloud.output("RoundStateMachineArn");
  }

  /**
   * Starts a round and returns when it waits for its quorum. Rounds that start later have the
   * stack's deadline again.
   *
   * @param start starts an execution that runs the round, and returns its ARN, as this does
   */
  static String of(Cloud cloud, String job, int round, Supplier<String> start) {
    return new ShortDeadline(cloud).around(job, round, start);
  }

  private String around(String job, int round, Supplier<String> start) {
    String definition =
        cloud
            .clients()
            .sfn()
            .describeStateMachine(request -> request.stateMachineArn(machine))
            .definition();
    update(shortened(definition));
    try {
      String execution = start.get();
      await("the round waits for its quorum")
          .atMost(OnTheEmulator.PATIENCE)
          .until(() -> cloud.documents().exists(ObjectKeys.token(job, round)));
      return execution;
    } finally {
      update(definition); // An execution keeps the definition with which it began.
    }
  }

  private static String shortened(String definition) {
    JsonNode machine = Json.parse(definition, JsonNode.class, "the machine");
    ((ObjectNode) machine.required("States").required("AwaitQuorum"))
        .put("TimeoutSeconds", SECONDS);
    return machine.toString();
  }

  private void update(String definition) {
    cloud
        .clients()
        .sfn()
        .updateStateMachine(request -> request.stateMachineArn(machine).definition(definition));
  }
}
