package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.update.Rejection;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundCommandTest {

  private Path folder = Path.of("unset");
  private Path run = Path.of("unset");

  @BeforeAll
  void run(@TempDir Path shared) throws IOException {
    folder = shared;
    run = TinyRun.run(folder, "tiny").folder();
    new Documents(new DirectoryStore(run.resolve("store")))
        .write(
            ObjectKeys.rejected("tiny", 2, "mallory"),
            new Rejection(Rejection.Reason.SHAPE, "fc1.weight is\u001b[31m [1]"));
  }

  @Test
  void everyRoundHasALine() {
    Invocation list = Invocation.of(new RoundCommand(), "list", "--run", run);

    assertThat(list.exitCode()).isZero();
    assertThat(list.out().lines()).hasSize(4);
    assertThat(list.out().lines().skip(1)).allMatch(line -> line.contains("committed"));
    assertThat(list.out().lines()).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void theListAsJsonIsOneArray() {
    JsonNode list = Invocation.of(new RoundCommand(), "list", "--json", "--run", run).json();

    assertThat(list).hasSize(3);
    assertThat(list.get(2).get("round").asInt()).isEqualTo(3);
    assertThat(list.get(2).get("accepted").asInt()).isEqualTo(3);
    assertThat(list.get(2).get("virtual_seconds").asDouble()).isPositive();
  }

  @Test
  void aRoundShowsItsPlanContributorsAndRejections() {
    String text = Invocation.of(new RoundCommand(), "show", "2", "--run", run).out();

    assertThat(text)
        .contains(
            "Round 2 of job tiny", "base version  1", "committed (version 2)", "Contributors: 3")
        .contains("Rejected: 1")
        .containsPattern("mallory +shape +fc1.weight is \\[31m \\[1]");
  }

  @Test
  void aRoundShowsSeatsAndRejectedUpdatesApart() {
    new DirectoryStore(run.resolve("store"))
        .put(ObjectKeys.update("tiny", 3, "eve"), Content.of(new byte[] {1}));

    assertThat(Invocation.of(new RoundCommand(), "show", "3", "--run", run).out())
        .containsPattern("updates +3 accepted, 0 late, 0 dropped of 3 seats; 0 rejected")
        .contains("Late, or rejected without a record: 1", "eve");
  }

  @Test
  void aRefusedClientCannotCommandTheTerminal() {
    assertThat(Invocation.of(new RoundCommand(), "show", "2", "--run", run).out())
        .doesNotContain("\u001b");
  }

  @Test
  void aRoundAsJsonHoldsPlanContributorsAndResult() {
    JsonNode round = Invocation.of(new RoundCommand(), "show", "2", "--json", "--run", run).json();

    assertThat(round.get("plan").get("base_version").asInt()).isEqualTo(1);
    assertThat(round.get("contributors")).hasSize(3);
    assertThat(round.get("rejected").get("mallory").get("reason").asText()).isEqualTo("shape");
    assertThat(round.get("result").get("status").asText()).isEqualTo("committed");
  }

  @Test
  void anUnknownRoundIsRefusedWithTheOnesThereAre() {
    assertThat(Invocation.of(new RoundCommand(), "show", "9", "--run", run).message())
        .isEqualTo("UserError: Job tiny has no round 9. It has 1-3.");
    assertThat(Invocation.of(new RoundCommand(), "show", "0", "--run", run).message())
        .startsWith("UserError: Job tiny has no round 0");
  }

  @Test
  void aRoundThatIsNoNumberIsWrongUse() {
    assertThat(Invocation.of(new RoundCommand(), "show", "two", "--run", run).exitCode())
        .isEqualTo(2);
    assertThat(Invocation.of(new RoundCommand()).exitCode()).isEqualTo(2);
  }

  @Test
  void anAbandonedRoundSaysWhy() throws IOException {
    Path abandoned =
        TinyRun.simulation(folder, "abandoned")
            .set("drop_out", 0.9)
            .set("rounds", 1)
            .set("minimum", 3)
            .build()
            .run()
            .folder();

    assertThat(Invocation.of(new RoundCommand(), "list", "--run", abandoned).out())
        .containsPattern("1 +abandoned +- ");
    assertThat(Invocation.of(new RoundCommand(), "show", "1", "--run", abandoned).out())
        .contains("abandoned: ", "Contributors: 0");
  }
}
