package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.RoundResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * IAM is enforced: the functions have the roles of the template, and each client the permissions
 * that the stacks of clients give. All works, and what is not meant to be allowed is not.
 */
class LeastPrivilegeTest {

  private static final String JOB = "least-privilege";

  /** As many as the secret of the nonces has, which is among the objects that are written here. */
  private static final Content BYTES = Content.of(new byte[32]);

  private static Cloud cloud;
  private static ClientUser one;
  private static ClientUser two;

  @BeforeAll
  static void deployAndRunARound() {
    Assumptions.assumeTrue(
        Cloud.isInstalled("cdk"), "'cdk' is not on the PATH; .ci/run installs it");
    cloud =
        Cloud.deploy(
            Emulator.startIfInstalled(Map.of("AUTH", "true", "SFN_WAIT_SCALE", "0.1")),
            OnTheEmulator.workFolder(),
            "emulator=true",
            "emulatorTimeoutSeconds=120");
    one = new ClientUser(cloud, "client-1");
    two = new ClientUser(cloud, "client-2");
    cloud.rondo("data", "push", "mnist", "--clients", "2", "--n-data", "300");
    cloud.rondo(
        "job", "create", "--job", JOB, "--clients", "2", "--fraction", "1", "--rounds", "1");
  }

  @AfterAll
  static void end() {
    if (cloud != null) {
      one.close();
      two.close();
      cloud.close();
    }
  }

  @Test
  void aRoundIsRunWithTheRolesOfTheTemplateAndThePermissionsOfAClient() {
    try (Fleet fleet = new Fleet(cloud)) {
      AgentProcess first = fleet.java("client-1", one.environment());
      AgentProcess second = fleet.java("client-2", two.environment());
      String execution = cloud.startRound(JOB, 1, "the-only-one");

      cloud.outcome(execution, OnTheEmulator.PATIENCE);

      assertThat(cloud.inWords(execution))
          .as("%s%n%s", first.process().output(), second.process().output())
          .startsWith("SUCCEEDED");
      RoundResult result = cloud.documents().require(ObjectKeys.result(JOB, 1), RoundResult.class);
      assertThat(result.accepted()).isEqualTo(2);
      assertThat(result.testAccuracy()).isPresent();
      assertThat(result.evaluationError()).isEmpty();
    }
  }

  @Test
  void aModelIsAggregatedInPartsWithTheRolesOfTheTemplate() {
    JobInParts job = JobInParts.created(cloud, "least-privilege-in-parts", "krum:1");

    job.run(KrumUpdates::of, OnTheEmulator.PATIENCE);

    assertThat(Arrays.mismatch(job.model(), KrumUpdates.mean()))
        .as("the first that differs")
        .isNegative();
  }

  private static ObjectStore storeOf(ClientUser client) {
    return new S3ObjectStore(client.clients().s3(), cloud.output("BucketName"));
  }

  @Test
  void aClientCanWriteOnlyItsOwnUpdate() {
    ObjectStore store = storeOf(one);

    store.putIfAbsent(ObjectKeys.update(JOB, 77, "client-1"), BYTES);

    assertThat(store.get(ObjectKeys.update(JOB, 77, "client-1"))).isPresent();
    for (String other : List.of("client-2", "client-11", "xclient-1", "client-1.safetensors.x")) {
      assertThatThrownBy(() -> store.putIfAbsent(ObjectKeys.update(JOB, 77, other), BYTES))
          .as("an update of %s", other)
          .isInstanceOf(ForbiddenException.class);
    }
  }

  @Test
  void aClientCannotWriteTheServersObjects() {
    ObjectStore store = storeOf(one);

    for (String key :
        List.of(
            ObjectKeys.job(JOB),
            ObjectKeys.latest(JOB),
            ObjectKeys.manifest(JOB, 9),
            ObjectKeys.model(JOB, 9, "0".repeat(64)),
            ObjectKeys.evaluation(JOB, 9),
            ObjectKeys.plan(JOB, 9),
            ObjectKeys.participations(JOB, 9),
            ObjectKeys.owner(JOB, 9),
            ObjectKeys.seats(JOB, 9),
            ObjectKeys.token(JOB, 9),
            ObjectKeys.decision(JOB, 9),
            ObjectKeys.outcome(JOB, 9),
            ObjectKeys.result(JOB, 9),
            ObjectKeys.verdict(JOB, 9, 1),
            ObjectKeys.partial(JOB, 9, 2, "0".repeat(64)),
            ObjectKeys.rejected(JOB, 9, "client-2"),
            ObjectKeys.dataShard("mnist", "shard-00000"),
            ObjectKeys.dataIndex("mnist"),
            ObjectKeys.nonceSecret(),
            ObjectKeys.noiseSecret())) {
      assertThatThrownBy(() -> store.put(key, BYTES))
          .as(key)
          .isInstanceOf(ForbiddenException.class);
    }
  }

  @Test
  void aClientReadsNothingThatIsNotForIt() {
    String othersUpdate = ObjectKeys.update(JOB, 78, "client-2");
    storeOf(two).putIfAbsent(othersUpdate, BYTES);
    ObjectStore root = cloud.store();
    List<String> withheld =
        List.of(
            othersUpdate,
            ObjectKeys.job(JOB),
            ObjectKeys.latest(JOB),
            ObjectKeys.nonceSecret(),
            ObjectKeys.noiseSecret(),
            ObjectKeys.token(JOB, 78),
            ObjectKeys.decision(JOB, 78),
            ObjectKeys.owner(JOB, 78),
            ObjectKeys.verdict(JOB, 78, 1));
    withheld.forEach(key -> root.putIfAbsent(key, BYTES));

    for (String key : withheld) {
      assertThatThrownBy(() -> storeOf(one).get(key))
          .as(key)
          .isInstanceOf(ForbiddenException.class);
    }
    assertThatThrownBy(() -> storeOf(one).list("")).isInstanceOf(ForbiddenException.class);
    assertThat(storeOf(one).get(ObjectKeys.dataIndex("mnist"))).isPresent();
  }

  @Test
  void aClientCannotPublishSeats() {
    assertThatThrownBy(
            () ->
                one.clients()
                    .sqs()
                    .sendMessage(r -> r.queueUrl(cloud.output("TaskQueueUrl")).messageBody("{}")))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining("not authorized to perform: sqs:SendMessage");
    assertThatThrownBy(
            () ->
                one.clients()
                    .sqs()
                    .sendMessage(r -> r.queueUrl(cloud.output("UpdateQueueUrl")).messageBody("{}")))
        .isInstanceOf(SqsException.class);
  }
}
