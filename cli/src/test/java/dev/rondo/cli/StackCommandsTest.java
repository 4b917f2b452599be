package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.testing.TestJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a run, on a job in a stack: the same words, the same output. */
class StackCommandsTest {

  private final TestJob job = TestJob.created();
  private final FakeStack stack = new FakeStack(job.memory);
  private final FakeStacks stacks = new FakeStacks(stack);

  @TempDir private Path folder;

  @BeforeEach
  void runARound() {
    job.open(1, stack.rounds().started("one-hot-1-a", "{\"job\":\"one-hot\",\"round\":1}"));
    job.fold(job.upload(1, 5, "no update".getBytes(StandardCharsets.UTF_8)));
    for (int client = 0; client < 4; client++) {
      job.fold(job.upload(1, client));
    }
    job.aggregate(1);
    job.evaluate(1);
    job.now = TestJob.START.plusSeconds(42);
    job.close(1);
    stack.rounds().succeed(stack.rounds().only().arn(), "{}");
  }

  private Said say(Object... words) {
    return Said.by(stacks, words);
  }

  @Test
  void roundsHaveRealSecondsAndNoVirtualOnes() {
    Said list = say("round", "list");

    assertThat(list.err()).isEmpty();
    assertThat(list.out()).contains("committed", "42.00").doesNotContain("virtual");
    JsonNode json = say("round", "list", "--json").json();
    assertThat(json.get(0).get("seconds").asDouble()).isEqualTo(42);
    assertThat(json.get(0).has("virtual_seconds")).isFalse();
  }

  @Test
  void aRoundShowsWhoWasRejectedAndWhy() {
    Said show = say("round", "show", 1, "--history");

    assertThat(show.out())
        .contains("Contributors: 4", "Rejected: 1", "malformed")
        .contains("aws stepfunctions get-execution-history --execution-arn arn:aws:states:")
        .contains("one-hot-1-a");
  }

  @Test
  void aRoundIsAbandonedAndAnExecutionClosesIt() {
    job.open(2);

    Said said = say("round", "abandon", 2, "--reason", "wrong data");

    assertThat(said.err()).isEmpty();
    assertThat(said.out()).contains("Round 2 of job one-hot is abandoned: wrong data");
    assertThat(job.latest().throughRound()).isEqualTo(2);
    String newest = stack.rounds().newest(1).get(0);
    assertThat(stack.rounds().describe(newest).orElseThrow().input())
        .hasToString("{\"job\":\"one-hot\",\"round\":2,\"abandon\":\"wrong data\"}");
  }

  @Test
  void aCommittedRoundCannotBeAbandoned() {
    Said said = say("round", "abandon", 1);

    assertThat(said.err())
        .contains(
            "Cannot abandon round 1 of job one-hot: it is committed. To train from an older"
                + " version: rondo model rollback 0");
    assertThat(job.latest().version()).isEqualTo(1);
    assertThat(stack.rounds().running()).isEmpty();
  }

  @Test
  void versionsAreListedShownAndRolledBack() {
    assertThat(say("model", "list", "--job", "one-hot").out()).contains("*        1", "75.00 %");
    assertThat(say("model", "show", 1, "--stack", FakeStack.NAME).out())
        .contains("s3://test-bucket/jobs/one-hot/models/00000001/", "SHA-256 verified");
    assertThat(say("model", "rollback", 0).out()).contains("Round 2 will train from it");
    assertThat(job.latest().version()).isZero();
  }

  @Test
  void aRollbackIsRefusedWhileARoundIsUnderWay() {
    job.open(2);

    Said rollback = say("model", "rollback", 0);

    assertThat(rollback.exitCode()).isEqualTo(2);
    assertThat(rollback.err())
        .startsWith("Round 2 of job one-hot is running")
        .contains("To resume an interrupted round: rondo round start --stack TestControl --job");
  }

  @Test
  void aVersionIsDownloadedWholeOrNotAtAll() throws IOException {
    Path file = folder.resolve("model.safetensors");

    Said download = say("model", "download", "--out", file);

    assertThat(download.out()).startsWith("Wrote version 1 of job one-hot to " + file);
    assertThat(Files.readAllBytes(file)).isEqualTo(job.memory.bytes(job.manifest(1).modelKey()));
    assertThat(say("model", "download", "--out", file).err()).contains("--force");
    byte[] damaged = job.memory.bytes(job.manifest(1).modelKey());
    damaged[damaged.length - 1] ^= 1;
    job.memory.put(job.manifest(1).modelKey(), Content.of(damaged));
    Said refused = say("model", "download", 1, "--out", folder.resolve("other"));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("DAMAGED");
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @Test
  void curvesAreWrittenForTensorBoard() {
    Said curves = say("tensorboard", "--out", folder);

    assertThat(curves.out()).contains("1 rounds of job one-hot", "tensorboard --logdir " + folder);
    assertThat(folder.resolve("global")).isNotEmptyDirectory();
    assertThat(folder.resolve("c0")).isNotEmptyDirectory();
  }

  @Test
  void graphsAreDrawn() {
    Path file = folder.resolve("accuracy.svg");

    assertThat(say("graph", "--accuracy", "--out", file).exitCode()).isZero();
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void whatWasEvaluatedIsNotEvaluatedAgain() {
    Said evaluated = say("evaluate", "--maxlen", 1);

    // Version 0 has no evaluation, and its data set is on this machine: another shape.
    assertThat(evaluated.exitCode()).isEqualTo(2);
    job.memory.put(
        ObjectKeys.evaluation("one-hot", 0),
        Content.of(job.memory.bytes(ObjectKeys.evaluation("one-hot", 1))));
    assertThat(say("evaluate", "--maxlen", 1).out().lines()).hasSize(3);
  }

  @Test
  void theRoundThatIsNextIsToldOf() {
    Said status = say("round", "status");

    assertThat(status.out())
        .contains("Round 2 of job one-hot", "not open", "current version  1")
        .contains("To start the round: rondo round start --stack TestControl --job one-hot");
  }

  @Test
  void aRunningRoundIsReported() {
    job.open(2, stack.rounds().started("one-hot-2-a", "{\"job\":\"one-hot\",\"round\":2}"));
    job.fold(job.upload(2, 0));

    assertThat(say("round", "status").out())
        .contains("waiting for updates", "1 of 4 (quorum), 0 rejected", "running since");
    JsonNode json = say("round", "status", "--json").json();
    assertThat(json.get("state").asText()).isEqualTo("waiting for updates");
    assertThat(json.get("execution_status").asText()).isEqualTo("running");
  }

  @Test
  void aSettingOutOfBoundsIsRefusedBeforeAnythingIsRead() {
    Said round = say("round", "start", "--epochs", 0, "--learning-rate", "fast", "--job", "none");

    assertThat(round.exitCode()).isEqualTo(2);
    assertThat(round.err())
        .contains("--epochs must be a whole number from 1 to 1000000, but is \"0\"")
        .contains("--learning-rate must be a number above 0 and at most 1000, but is \"fast\"");
    assertThat(say("train", "start", "--target-accuracy", 2, "--job", "none").err())
        .contains("--target-accuracy must be a number from 0 to 1, but is \"2\"");
    assertThat(say("round", "start", "--help").out())
        .contains("--epochs=INTEGER", "(default:", "the job's)");
  }

  @Test
  void aRoundIsStoppedAndGoneOnWith() {
    job.open(2, stack.rounds().started("one-hot-2-a", "{\"job\":\"one-hot\",\"round\":2}"));

    assertThat(say("round", "stop").out())
        .startsWith("Stopped round 2 of job one-hot. Its 0 updates remain.");
    assertThat(say("round", "status").out()).contains("To resume the round: rondo round start");
    assertThat(say("round", "start", "--json").json().get("round").asInt()).isEqualTo(2);
  }

  @Test
  void aRoundThatATrainingRunsIsStoppedWithIt() {
    assertThat(say("train", "start").out())
        .contains("rounds 2 to 100, or until a test accuracy of 97.00 %");
    job.open(2, stack.rounds().started("one-hot-2-a", "{\"job\":\"one-hot\",\"round\":2}"));

    Said refused = say("round", "stop");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("rondo train stop");
    assertThat(say("train", "status").out()).contains("2 to 100", "round 2  waiting for updates");
    assertThat(say("train", "stop").out())
        .startsWith("Stopped the training of job one-hot in round 2.");
    assertThat(stack.rounds().running()).isEmpty();
    assertThat(say("train", "status").out()).contains("Training stopped early: aborted: Stopped");
  }

  @Test
  void aTrainingOfWhichEveryRoundWasAbandonedFailsAlsoAfterACommittedRound() {
    Said said = train(() -> abandon(2), () -> abandon(3));

    assertThat(said.exitCode()).isEqualTo(1);
    String failure =
        "Cannot train job one-hot: every round of this training was abandoned. In round 3, 1 of 4"
            + " updates were accepted by the deadline, and the minimum is 2. Raise"
            + " --deadline-seconds, or lower --minimum, in a new job.\n";
    assertThat(said.err()).isEqualTo(failure);
    assertThat(said.out()).doesNotContain("Trained through");
    assertThat(say("train", "status").out()).endsWith(failure);
  }

  @Test
  void aTrainingWithACommittedRoundSucceedsAlsoIfItsLastRoundWasAbandoned() {
    Said said = train(() -> commit(2), () -> abandon(3));

    assertThat(said.err()).isEmpty();
    assertThat(said.exitCode()).isZero();
    assertThat(said.out()).contains("Trained through round 3");
  }

  @Test
  void aTrainingThatStepFunctionsContinuedHasTheRoundsOfTheFirstExecutionToo() {
    train(() -> commit(2), () -> abandon(3));
    String input = "{\"job\":\"one-hot\",\"first_round\":3,\"last_round\":3,\"rounds_run\":1}";
    stack.trainings().atStart(arn -> stack.trainings().succeed(arn, "{\"rounds_run\":2}"));
    stack.trainings().started("one-hot-from-3-a", input);

    assertThat(say("train", "status").out())
        .contains("one-hot-from-3-a", "Trained through round 3");
  }

  /** Watches a training that begins at round 2 and runs these rounds. */
  private Said train(Runnable... rounds) {
    stack
        .trainings()
        .atStart(
            training -> {
              List.of(rounds).forEach(Runnable::run);
              stack.trainings().succeed(training, "{}");
            });
    return say("train", "start", "--rounds", 1 + rounds.length, "--wait");
  }

  private void abandon(int round) {
    run(round, 1);
  }

  private void commit(int round) {
    run(round, 4);
  }

  private void run(int round, int updates) {
    job.open(round);
    for (int client = 0; client < updates; client++) {
      job.fold(job.upload(round, client));
    }
    job.aggregate(round);
    job.close(round);
  }

  @Test
  void watchingNeedsARunningExecution() {
    assertThat(say("round", "watch").err()).contains("No round of job one-hot is running");
    assertThat(say("train", "watch").err()).contains("is not training");
    assertThat(say("round", "watch").exitCode()).isEqualTo(2);
  }

  @Test
  void anUnknownJobIsNamedWithTheKnownOnes() {
    Said said = say("round", "list", "--job", "other");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).contains("Stack TestControl has no job other. It has one-hot.");
  }

  @Test
  void aRunInAFolderIsNotOnAStack() {
    assertThat(say("round", "list", "--run", folder, "--stack", FakeStack.NAME).err())
        .contains("Specify only one.");
    // A folder that is named wins over the environment.
    assertThat(say("round", "list", "--run", folder).err())
        .contains("Folder " + folder + " contains no job");
  }

  @Test
  void theDoctorsExitCodeSaysWhetherSomethingHasToBeDone() {
    Said sick = say("doctor");

    assertThat(sick.exitCode()).isEqualTo(1);
    assertThat(sick.out())
        .contains("WRONG  job one-hot", "data set mnist is not in the bucket")
        .contains("-> rondo data push --stack TestControl")
        .contains("NOTE   job one-hot", "1 updates of round 1 were rejected");
    JsonNode json = say("doctor", "--json").json();
    assertThat(json.get(0).get("says").asText()).startsWith("OpenBLAS kernel ");
    assertThat(json.get(1).get("subject").asText()).isEqualTo("credentials");
  }
}
