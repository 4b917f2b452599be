package dev.rondo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.doctor.Finding.Level;
import dev.rondo.cli.testing.Denied;
import dev.rondo.cli.testing.FakeEc2Fleet;
import dev.rondo.cli.testing.FakeEksFleet;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.operations.account.StackOutputs;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.fleet.Instance;
import dev.rondo.operations.fleet.ScalingFailure;
import dev.rondo.protocol.testing.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the doctor finds of client stacks that CloudFormation deployed without a fault. */
class ClientStackTest {

  private static final String EC2 = "RondoEc2Clients";
  private static final Duration LATER = Duration.ofMinutes(40);
  private static final String FAILED =
      "rondo: setup of this instance failed (status 1); the instance shuts down in 15 minutes.";

  private final FakeEc2Fleet ec2 = new FakeEc2Fleet();
  private final FakeEksFleet eks = new FakeEksFleet();
  private Instant now = FakeEc2Fleet.LAUNCHED.plus(LATER);

  private List<Finding> examine(Fleet fleet, String status, Optional<String> named) {
    FakeStacks stacks = new FakeStacks(new FakeStack(new MemoryStore()), Optional.of(fleet));
    stacks.account.clients.put(EC2, new StackOutputs(EC2, status, outputs(status)));
    return new Doctor(stacks, FakeStack.NAME, named, () -> now)
        .examine().stream().filter(found -> found.subject().equals("clients stack")).toList();
  }

  private static Map<String, String> outputs(String status) {
    return status.startsWith("ROLLBACK") ? Map.of() : Map.of("AutoScalingGroupName", "TestGroup");
  }

  private List<Finding> examine() {
    return examine(ec2, "CREATE_COMPLETE", Optional.empty());
  }

  private Finding only() {
    List<Finding> found = examine();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private void run(int count) {
    ec2.instances.clear();
    for (int i = 1; i <= count; i++) {
      ec2.instances.add(
          new Instance("i-" + i, "running", "t3.medium", "eu-west-1a", FakeEc2Fleet.LAUNCHED));
    }
    ec2.desired = count;
  }

  @Test
  void instancesWhoseAgentsHaveStartedAreWell() {
    run(3);
    ec2.logs.orElseThrow().started.addAll(List.of("i-1", "i-2", "i-3"));

    assertThat(only())
        .isEqualTo(
            Finding.ok("clients stack", "TestClients: 3 of 3 instances have started an agent"));
  }

  @Test
  void aStackWithoutAnyAgentIsWrongAndTheSetupSaysWhy() {
    run(2);
    for (String id : List.of("i-1", "i-2")) {
      ec2.logs
          .orElseThrow()
          .setup
          .put(
              id,
              List.of(
                  "Downloading packages",
                  "rondo: attempt 8 of 8 failed: dnf install -y java\u001b[31m\u009b\u0007",
                  "  ",
                  FAILED,
                  "rondo: The Auto Scaling group replaces it.",
                  "Shutdown scheduled"));
    }

    assertThat(only().level()).isEqualTo(Level.WRONG);
    assertThat(only().says())
        .isEqualTo(
            "TestClients: 2 of 2 instances run no agent: i-1, i-2; the setup says: rondo: attempt 8"
                + " of 8 failed: dnf install -y java | "
                + FAILED);
    assertThat(only().remedy().orElseThrow())
        .contains("aws logs tail agents --since 30d --log-stream-name-prefix i-1. ");
  }

  @Test
  void aTrainerThatCouldNotBeInstalledIsNamedAtOnce() {
    run(1);
    now = FakeEc2Fleet.LAUNCHED.plus(Duration.ofMinutes(5));
    String cannot =
        "rondo: cannot install the trainer: ERROR: No matching distribution found for torhc";
    String stays = "rondo: setup of this instance failed; it stays, and runs no agent.";
    ec2.logs
        .orElseThrow()
        .setup
        .put("i-1", List.of("Looking in links: wheels", cannot, stays, "cc_scripts_user failed"));

    assertThat(only().level()).isEqualTo(Level.WRONG);
    assertThat(only().says()).endsWith("the setup says: " + cannot + " | " + stays);
  }

  @Test
  void aYoungInstanceIsStartingUnlessItsSetupHasFailed() {
    run(2);
    now = FakeEc2Fleet.LAUNCHED.plus(Duration.ofMinutes(14));
    ec2.logs.orElseThrow().setup.put("i-2", List.of(FAILED));

    assertThat(examine()).extracting(Finding::level).containsExactly(Level.NOTE, Level.WRONG);
    assertThat(examine().get(0).says())
        .isEqualTo("TestClients: 1 of 2 instances are starting: i-1");
    assertThat(examine().get(1).says())
        .isEqualTo("TestClients: 1 of 2 instances run no agent: i-2; the setup says: " + FAILED);
  }

  @Test
  void anAgentThatStopsBeforeItStartsSaysWhy() {
    run(2);
    ec2.logs.orElseThrow().started.add("i-1");
    ec2.logs.orElseThrow().setup.put("i-2", List.of("Complete!"));
    ec2.logs.orElseThrow().agent.put("i-2", List.of("RONDO_BUCKET must be set", "x".repeat(900)));

    assertThat(examine()).extracting(Finding::level).containsExactly(Level.OK, Level.WRONG);
    assertThat(examine().get(1).says())
        .endsWith(
            "the agent's log ends with: RONDO_BUCKET must be set | " + "x".repeat(200) + "...");
  }

  @Test
  void anInstanceWithoutAnyLogIsWrong() {
    run(1);

    assertThat(only().says()).endsWith("run no agent: i-1; no log has arrived");
    assertThat(only().remedy().orElseThrow()).contains("get-console-output");
  }

  @Test
  void aSetupThatHangsShowsItsLastLines() {
    run(1);
    ec2.logs.orElseThrow().setup.put("i-1", List.of("one", "two", "three"));

    assertThat(only().says()).endsWith("the setup's log ends with: two | three");
  }

  @Test
  void anInstanceOlderThanItsLogIsNoFault() {
    run(1);
    ec2.logs.orElseThrow().retention = Optional.of(Duration.ofMinutes(30));

    assertThat(only().level()).isEqualTo(Level.NOTE);
    assertThat(only().says()).contains("are older than their log");
  }

  @Test
  void theRequestsForALargeGroupAreBounded() {
    run(80);

    assertThat(examine()).extracting(Finding::level).containsOnly(Level.WRONG);
    assertThat(ec2.logs.orElseThrow().searched).hasSize(50).startsWith("i-31").endsWith("i-80");
    assertThat(ec2.logs.orElseThrow().read).hasSize(10);
    assertThat(examine())
        .extracting(Finding::says)
        .containsExactly(
            "TestClients: 10 of the newest 50 instances of 80 run no agent: i-31, i-32, i-33, i-34,"
                + " i-35 and 5 more; no log has arrived",
            "TestClients: 40 of the newest 50 instances of 80 run no agent: i-41, i-42, i-43, i-44,"
                + " i-45 and 35 more; their logs were not read");
  }

  @Test
  void missingInstancesAreWrongWithTheWordsOfAutoScaling() {
    run(1);
    ec2.logs.orElseThrow().started.add("i-1");
    ec2.desired = 3;
    ec2.failure =
        Optional.of(new ScalingFailure(FakeEc2Fleet.LAUNCHED, "vCPU limit\nexceeded", true));

    assertThat(examine()).extracting(Finding::level).containsExactly(Level.WRONG, Level.OK);
    assertThat(examine().get(0).says())
        .isEqualTo(
            "TestClients: 1 of 3 instances exist. The last failed launch or termination, at"
                + " 2026-01-01T00:00:00Z: vCPU limit | exceeded");
    assertThat(examine().get(0).remedy().orElseThrow())
        .startsWith("aws autoscaling describe-scaling-activities --auto-scaling-group-name TestGr");
  }

  @Test
  void instancesThatAreBeingLaunchedAreANote() {
    run(1);
    ec2.logs.orElseThrow().started.add("i-1");
    ec2.desired = 3;
    ec2.failure = Optional.of(new ScalingFailure(FakeEc2Fleet.LAUNCHED, "no capacity", false));
    assertThat(examine().get(0).level()).isEqualTo(Level.NOTE);
    assertThat(examine().get(0).says()).contains("no capacity");

    ec2.failure = Optional.empty();
    assertThat(examine().get(0).level()).isEqualTo(Level.NOTE);
    assertThat(examine().get(0).says()).endsWith("No launch has failed lately");
  }

  @Test
  void aGroupWithoutInstancesOnPurposeIsANote() {
    run(0);

    assertThat(only().level()).isEqualTo(Level.NOTE);
    assertThat(only().says()).isEqualTo("TestClients is scaled to 0, so it has no clients");
  }

  @Test
  void aStackOfAnOlderVersionDoesNotTellItsLogGroup() {
    run(1);
    ec2.logs = Optional.empty();

    assertThat(only().level()).isEqualTo(Level.NOTE);
    assertThat(only().says()).contains("AgentLogGroupName");
  }

  @Test
  void logsThatTheCallerMayNotReadAreANote() {
    run(1);
    ec2.logs.orElseThrow().denied = Optional.of(Denied.answer("Cannot describe log group agents"));

    assertThat(only().level()).isEqualTo(Level.NOTE);
    assertThat(only().remedy().orElseThrow()).startsWith("AWS denies access: Cannot describe log");
  }

  @Test
  void podsAreForKubernetesToShow() {
    Finding found = examine(eks, "CREATE_COMPLETE", Optional.empty()).get(0);
    assertThat(found.level()).isEqualTo(Level.OK);
    assertThat(found.says())
        .isEqualTo(
            "TestClients: 3 of 3 nodes exist. For the agents: kubectl -n rondo rollout status"
                + " statefulset/agents");

    eks.desired = 4;
    Finding less = examine(eks, "CREATE_COMPLETE", Optional.empty()).get(0);
    assertThat(less.level()).isEqualTo(Level.NOTE);
    assertThat(less.remedy().orElseThrow())
        .contains("aws eks describe-nodegroup --cluster-name cluster --nodegroup-name nodes");
  }

  @Test
  void aStackThatIsNotDeployedWellHasNoMachinesToLookAt() {
    Finding changing = examine(ec2, "CREATE_IN_PROGRESS", Optional.empty()).get(0);
    Finding failed = examine(ec2, "ROLLBACK_COMPLETE", Optional.empty()).get(0);

    assertThat(changing.level()).isEqualTo(Level.NOTE);
    assertThat(changing.says()).isEqualTo("RondoEc2Clients is CREATE_IN_PROGRESS");
    assertThat(failed.level()).isEqualTo(Level.WRONG);
    assertThat(failed.says()).isEqualTo("RondoEc2Clients is ROLLBACK_COMPLETE");
  }

  @Test
  void aNamedStackMustExist() {
    assertThat(examine(ec2, "CREATE_COMPLETE", Optional.of("Nowhere")))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.level()).isEqualTo(Level.WRONG);
              assertThat(found.remedy().orElseThrow()).endsWith("with --clients-stack");
            });
  }
}
