package dev.rondo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.doctor.Finding.Level;
import dev.rondo.cli.testing.Denied;
import dev.rondo.cli.testing.FakeAccount;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.operations.account.BucketPrivacy;
import dev.rondo.operations.account.Concurrency;
import dev.rondo.operations.account.FunctionState;
import dev.rondo.operations.account.FunctionState.Snapshot;
import dev.rondo.operations.account.KeyState;
import dev.rondo.operations.account.StackOutputs;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.unmasking.HelperCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

  private final TestJob job = TestJob.created();
  private final FakeStack stack = new FakeStack(job.memory);
  private final FakeStacks stacks = new FakeStacks(stack);

  @BeforeEach
  void pushData() {
    new Documents(job.memory)
        .write(
            ObjectKeys.dataIndex("mnist"),
            new DataIndex(
                "mnist", List.of(2), 3, List.of(new DataIndex.DataShard("shard-00000", 9))));
  }

  private List<Finding> examine() {
    return new Doctor(stacks, FakeStack.NAME, Optional.empty(), () -> job.now).examine();
  }

  private Finding only(Level level) {
    List<Finding> found = examine().stream().filter(finding -> finding.level() == level).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private void upload(int round, int... clients) {
    for (int client : clients) {
      job.fold(job.upload(round, client));
    }
  }

  @Test
  void aNewStackIsWellAndOnlyLacksClients() {
    assertThat(examine()).extracting(Finding::level).doesNotContain(Level.WRONG);
    assertThat(only(Level.NOTE).says()).isEqualTo("no client has been active yet");
    assertThat(only(Level.NOTE).remedy().orElseThrow())
        .as("a deployment says nothing of the agents")
        .contains("aws logs tail GROUP --since 1h", "AgentLogGroupName", "kubectl");
  }

  @Test
  void withoutCredentialsNothingElseIsAsked() {
    stacks.account.credentials = false;

    assertThat(examine()).singleElement().extracting(Finding::level).isEqualTo(Level.WRONG);
  }

  @Test
  void aStackThatIsNotThereIsToBeDeployed() {
    List<Finding> found = new Doctor(stacks, "Nowhere", Optional.empty(), () -> job.now).examine();

    assertThat(found).last().extracting(Finding::level).isEqualTo(Level.WRONG);
    assertThat(found.get(1).remedy())
        .contains("cd cdk && cdk deploy Nowhere, or name another stack with --stack");
  }

  @Test
  void aStackThatWasRolledBackIsNoStack() {
    stacks.account.stackStatus = "ROLLBACK_COMPLETE";

    assertThat(only(Level.WRONG).says()).contains("ROLLBACK_COMPLETE");
  }

  @Test
  void aPublicBucketIsReportedForItsPolicyOrMissingBlock() {
    stacks.account.privacy = new BucketPrivacy(true, true);
    assertThat(only(Level.WRONG).says()).contains("PUBLIC by its policy");

    stacks.account.privacy = new BucketPrivacy(false, false);
    assertThat(only(Level.WRONG).remedy().orElseThrow())
        .startsWith("aws s3api put-public-access-block");
  }

  @Test
  void aBucketWithoutAKeyOfItsOwnHasNoFindingOfOne() {
    assertThat(examine()).extracting(Finding::subject).doesNotContain("key");
  }

  @Test
  void anEnabledKeyIsOk() {
    stacks.account.key = Optional.of("arn:key");

    assertThat(examine())
        .filteredOn(finding -> finding.subject().equals("key"))
        .singleElement()
        .isEqualTo(Finding.ok("key", "KMS key arn:key is Enabled"));
  }

  @ParameterizedTest
  @CsvSource({
    "Disabled, aws kms enable-key --key-id arn:key",
    "PendingDeletion, aws kms cancel-key-deletion --key-id arn:key",
    "Unavailable, aws kms describe-key --key-id arn:key"
  })
  void aKeyThatCannotBeUsedIsWrong(String state, String remedy) {
    stacks.account.key = Optional.of("arn:key");
    stacks.account.keyState =
        Optional.of(new KeyState(state, Optional.of(Instant.parse("2026-02-01T00:00:00Z"))));

    assertThat(only(Level.WRONG).says())
        .startsWith("KMS key arn:key is " + state + " until 2026-02-01T00:00:00Z, ");
    assertThat(only(Level.WRONG).remedy().orElseThrow()).startsWith(remedy);
  }

  @Test
  void aKeyThatIsGoneIsWrong() {
    stacks.account.key = Optional.of("arn:key");
    stacks.account.keyState = Optional.empty();

    assertThat(only(Level.WRONG).says()).startsWith("KMS key arn:key does not exist");
  }

  @Test
  void aKeyThatTheCallerMayNotDescribeIsANote() {
    upload(open(), 0);
    stacks.account.key = Optional.of("arn:key");
    stacks.account.denied = Optional.of(Denied.answer("Cannot describe KMS key arn:key"));

    assertThat(only(Level.NOTE).subject()).isEqualTo("key");
    assertThat(only(Level.NOTE).remedy().orElseThrow())
        .startsWith("AWS denies access: Cannot describe KMS key arn:key: ");
  }

  @Test
  void aFunctionThatFailedIsNamed() {
    stacks.account.function =
        new FunctionState("Failed", Optional.of("no class"), Snapshot.MISSING);

    assertThat(only(Level.WRONG).subject()).isEqualTo("function FoldUpdates");
    assertThat(only(Level.WRONG).says()).isEqualTo("it is Failed: no class");
    assertThat(only(Level.WRONG).remedy().orElseThrow()).contains("Read its log group");
  }

  /** It runs only for large models, so nobody would notice before. */
  @Test
  void everyFunctionThatTheStackNamesIsLookedAt() {
    stacks.account.part = new FunctionState("Failed", Optional.empty(), Snapshot.MISSING);

    assertThat(only(Level.WRONG).subject()).isEqualTo("function FoldPart");
  }

  @ParameterizedTest
  @CsvSource({
    "Inactive, MISSING, the next round activates it",
    "Pending, MISSING, Check again in some minutes",
    "Active, MISSING, redeploy the stack"
  })
  void aFunctionThatIsNotReadyIsNotedWithWhatToDo(String state, Snapshot snapshot, String remedy) {
    upload(open(), 0);
    stacks.account.function = new FunctionState(state, Optional.empty(), snapshot);

    assertThat(only(Level.NOTE).subject()).isEqualTo("function FoldUpdates");
    assertThat(only(Level.NOTE).remedy().orElseThrow()).contains(remedy);
  }

  @Test
  void theQuotaOfANewAccountIsNoted() {
    upload(open(), 0);
    stacks.account.concurrency = new Concurrency(10, 10);

    assertThat(only(Level.NOTE).says())
        .isEqualTo(
            "the quota is 10 concurrent functions, of which 10 are unreserved; the workers alone"
                + " can use 10");
  }

  @Test
  void deadLettersAreWrong() {
    stacks.account.waiting.put("dead", 3);

    assertThat(only(Level.WRONG).says()).startsWith("3 upload events");
  }

  @Test
  void whatCannotBeAskedIsAFindingAndTheRestIsLookedAt() {
    stacks.account.lambdaAnswers = false;
    stacks.account.waiting.put("dead", 1);

    assertThat(examine())
        .filteredOn(finding -> finding.level() == Level.WRONG)
        .extracting(Finding::subject)
        .containsExactly("concurrency", "dead letters");
  }

  @Test
  void aStackWithoutAHelperHasNoFindingOfOne() {
    assertThat(examine()).extracting(Finding::subject).doesNotContain("helper");
  }

  @Test
  void aHelperThatCanAnswerIsOk() {
    stacks.account.hasHelper = true;
    stacks.account.helper =
        Optional.of(Json.tree(new HelperCheck(Optional.of("KEY"), 5, 3, List.of())));

    assertThat(examine())
        .contains(Finding.ok("helper", "it answers; 5 clients, minimum 3, public key KEY"))
        .extracting(Finding::level)
        .doesNotContain(Level.WRONG);
  }

  @Test
  void whatKeepsTheHelperFromAnsweringIsWrong() {
    stacks.account.hasHelper = true;
    stacks.account.helper =
        Optional.of(Json.tree(new HelperCheck(Optional.empty(), 0, 3, List.of("It has no key."))));

    assertThat(only(Level.WRONG).says()).isEqualTo("It has no key.");
    assertThat(only(Level.WRONG).remedy().orElseThrow()).contains("docs/deployment.md");
  }

  @Test
  void aHelperThatThisAccountMayNotCallIsWrong() {
    stacks.account.hasHelper = true;

    assertThat(only(Level.WRONG).subject()).isEqualTo("helper");
    assertThat(only(Level.WRONG).remedy().orElseThrow()).contains("AccessDenied");
  }

  private List<Finding> helperStack() {
    stacks.account.clients.put(
        "RondoHelper",
        new StackOutputs(
            "RondoHelper",
            "CREATE_COMPLETE",
            Map.of(
                "HelperBucketName", "helper-bucket",
                "HelperFunctionArn", FakeAccount.HELPER_FUNCTION,
                "HelperFunctionName", "unmask",
                "HelperFunctionAlias", "live",
                "HelperRoleArn", "arn:role",
                "HelperKeyArn", "arn:key",
                "HelperMinimum", "3")));
    return Doctor.examineHelper(stacks, "RondoHelper");
  }

  @Test
  void theHelpersStackIsLookedAtInItsOwnAccount() {
    stacks.account.helper =
        Optional.of(Json.tree(new HelperCheck(Optional.of("KEY"), 5, 3, List.of())));

    assertThat(helperStack())
        .allMatch(finding -> finding.level() == Level.OK)
        .extracting(Finding::subject)
        .containsExactly("credentials", "stack", "bucket", "key", "functions", "helper");
  }

  @Test
  void aHelpersStackWithAPublicBucketADisabledKeyOrAFailedFunctionIsWrong() {
    stacks.account.helper =
        Optional.of(Json.tree(new HelperCheck(Optional.of("KEY"), 5, 3, List.of())));
    stacks.account.privacy = new BucketPrivacy(true, true);
    stacks.account.keyState = Optional.of(new KeyState("Disabled", Optional.empty()));
    stacks.account.function =
        new FunctionState("Failed", Optional.of("no class"), Snapshot.MISSING);

    assertThat(helperStack())
        .filteredOn(finding -> finding.level() == Level.WRONG)
        .extracting(Finding::subject)
        .containsExactly("bucket", "key", "function Unmask");
  }

  @Test
  void aHelpersStackThatIsNotThereIsToBeDeployed() {
    assertThat(Doctor.examineHelper(stacks, "Nowhere"))
        .last()
        .extracting(finding -> finding.remedy().orElseThrow())
        .asString()
        .contains("cdk deploy Nowhere with helper_account_a_id");
  }

  @Test
  void aRoundThatNoExecutionRunsIsToBeResumed() {
    job.open(1);
    upload(1, 0);

    Finding found = only(Level.WRONG);
    assertThat(found.says())
        .isEqualTo("round 1 is in progress (waiting for updates), but no execution is running");
    assertThat(found.remedy())
        .contains(
            "to resume the round: rondo round start --stack TestControl --job one-hot. To abandon"
                + " it: rondo round abandon 1 --stack TestControl --job one-hot");
  }

  @Test
  void aRoundThatNobodyEndedAtItsDeadlineIsStuck() {
    job.open(1);
    upload(1, 0);
    job.now = job.plan(1).deadline().plusSeconds(7);

    assertThat(only(Level.WRONG).says())
        .isEqualTo(
            "round 1 is in progress (waiting for updates, 7 s past the deadline), but no execution"
                + " is running");
    assertThat(only(Level.WRONG).remedy().orElseThrow()).contains("rondo round abandon 1 ");
  }

  @Test
  void aDecisionThatNobodyAggregatesIsStuckAndTheFailureIsNamed() {
    job.parts = 2;
    upload(open(), 0, 1);
    job.aggregate(1);
    stack.rounds().fail(stack.rounds().only().arn(), "Defect", "an update is gone");

    assertThat(only(Level.WRONG).says())
        .isEqualTo(
            "round 1 is in progress (aggregating), but no execution is running. Its last execution"
                + " failed: Defect: an update is gone");
    assertThat(only(Level.WRONG).remedy().orElseThrow())
        .endsWith("To abandon it: rondo round abandon 1 --stack TestControl --job one-hot");
  }

  @Test
  void anEndedRoundWithoutAResultIsToBeClosed() {
    job.open(1);
    upload(1, 0);
    job.aggregate(1);

    assertThat(only(Level.WRONG).says())
        .isEqualTo("round 1 is abandoned and has no result, and no execution is running");
    assertThat(only(Level.WRONG).remedy())
        .contains("to close the round: rondo round start --stack TestControl --job one-hot");
  }

  @Test
  void aTrainingThatGaveUpIsNotedWithItsVerdict() {
    upload(open(), 0, 1, 2, 3);
    job.aggregate(1);
    job.close(1);
    String training = stack.trainings().started("one-hot-train-1", "{\"job\":\"one-hot\"}");
    stack.trainings().fail(training, "RoundFailed", "round 3: the training gave up");

    assertThat(examine())
        .extracting(Finding::says)
        .contains("the last training failed: RoundFailed: round 3: the training gave up");
  }

  @Test
  void aRoundThatCouldNotBeOpenedSaysWhy() {
    upload(open(), 0, 1, 2, 3);
    job.aggregate(1);
    job.close(1);
    String second = stack.rounds().started("one-hot-2-a", "{\"job\":\"one-hot\",\"round\":2}");
    stack.rounds().fail(second, "AccessDenied", "no queue for you");

    assertThat(only(Level.WRONG).says())
        .isEqualTo("round 2 could not be opened: failed: AccessDenied: no queue for you");
  }

  @Test
  void aRoundWithoutClientsIsWrong() {
    open();

    assertThat(only(Level.WRONG).says())
        .isEqualTo("no client is active, and a round is waiting for updates");
    assertThat(only(Level.WRONG).remedy().orElseThrow())
        .contains("aws logs tail GROUP --since 1h", "AgentLogGroupName", "kubectl");
  }

  @Test
  void aClientThatHoldsADataShardIsAlive() {
    open();
    new Documents(job.memory)
        .write(
            ObjectKeys.lease("mnist", "shard-00000"),
            new Lease("c0", TestJob.START.plusSeconds(60)));

    assertThat(examine()).extracting(Finding::level).containsOnly(Level.OK);
    assertThat(examine())
        .last()
        .extracting(Finding::says)
        .isEqualTo("0 clients uploaded updates in the last rounds, 1 lease a data shard now");
  }

  @Test
  void aRoundLongPastItsDeadlineIsStuck() {
    upload(open(), 0);
    job.now = TestJob.START.plusSeconds(600 + 21 * 60);

    assertThat(only(Level.WRONG).says()).contains("1260 s past the deadline: overdue");
  }

  @Test
  void howTheLastRoundEndedIsNoted() {
    upload(open(), 0);
    job.aggregate(1);
    job.close(1);

    assertThat(only(Level.NOTE).says()).startsWith("round 1 was abandoned: ");
  }

  @Test
  void aJobWithoutDataIsReported() {
    job.memory.remove(ObjectKeys.dataIndex("mnist"));

    assertThat(only(Level.WRONG).says()).isEqualTo("data set mnist is not in the bucket");
  }

  @Test
  void anEmptyStackHasNoJobs() {
    FakeStacks empty = new FakeStacks(new FakeStack(new MemoryStore()));

    assertThat(new Doctor(empty, FakeStack.NAME, Optional.empty(), () -> job.now).examine())
        .last()
        .extracting(Finding::says)
        .isEqualTo("the stack has no jobs yet");
  }

  /** Opens round 1 in an execution that is running. */
  private int open() {
    job.open(1, stack.rounds().started("one-hot-1-a", "{\"job\":\"one-hot\",\"round\":1}"));
    return 1;
  }
}
