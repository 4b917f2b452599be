package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cli.console.UserError;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.RawSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Flower app says for a job, told by a script in the place of rondo-client. */
class FlowerReaderTest {

  private static final String ANSWER =
      """
      cat <<END
      {"strategy":"FedAvg","settings":{"rounds":"7","clients":"6","fraction":"0.5"},
       "notices":["It was asked: $*"],"refused":%s,"records":"/files/r.json"}
      END
      """;

  @TempDir private Path folder;

  private FlowerApp read(String script, RawSettings given, Duration limit) throws IOException {
    Path file = Files.writeString(folder.resolve("rondo.sh"), script);
    List<String> program = List.of("sh", file.toString());
    return new FlowerReader(program, "my app", Path.of("runs"), limit).read(given);
  }

  private FlowerApp read(String script, RawSettings given) throws IOException {
    return read(script, given, Duration.ofMinutes(1));
  }

  private static RawSettings given(String key, String value) {
    return RawSettings.empty().with(key, value, "--" + key);
  }

  @Test
  void theAppHasTheDefaultsAndTheUserHasPrecedence() throws IOException {
    RawSettings given = given("rounds", "2");

    FlowerApp app = read(ANSWER.formatted("null"), given);

    JobConfig job = JobConfig.of(app.under(given));
    assertThat(job.rounds()).isEqualTo(2);
    assertThat(job.clients()).isEqualTo(6);
    assertThat(job.get(JobFields.FRACTION)).isEqualTo(0.5);
    assertThat(app.records()).hasValue("/files/r.json");
    StringWriter said = new StringWriter();
    app.print(given, new PrintWriter(said, true));
    assertThat(said.toString().lines())
        .containsExactly(
            "From the Flower app:", "  strategy  FedAvg", "  clients   6", "  fraction  0.5");
  }

  @Test
  void theAppIsAskedWithTheUsersClientsAndSeed() throws IOException {
    RawSettings given = given("clients", "1e1").with("seed", "-3", "--seed");

    assertThat(read(ANSWER.formatted("null"), given).notices())
        .containsExactly("It was asked: flower-settings my app --out runs --clients 10 --seed=-3");
    assertThat(read(ANSWER.formatted("null"), given("clients", "many")).notices())
        .containsExactly("It was asked: flower-settings my app --out runs");
  }

  @Test
  void whatBelongsToAnOverriddenSettingDoesNotApply() throws IOException {
    String answer =
        """
        echo '{"strategy":"FedAdam","settings":{"clients":"6","fraction":"1","minimum":"1","server_optimizer":"fedadam",
        "server_beta2":"0.5"},"notices":[],"refused":null,"records":null}'
        """;
    RawSettings given = given("server_optimizer", "fedavg").merge(given("aggregation", "median"));

    JobConfig job = JobConfig.of(read(answer, given).under(given));

    assertThat(job.get(JobFields.SERVER_BETA2)).isEqualTo(0.99);
    assertThat(job.minimum()).isEqualTo(3);
  }

  @Test
  void aRuleThatRondoLacksIsRefusedUntilTheUserChoosesAnother() throws IOException {
    FlowerApp app = read(ANSWER.formatted("\"Bulyan has no counterpart.\""), RawSettings.empty());

    assertThatThrownBy(() -> app.under(RawSettings.empty()))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Cannot run the app's strategy: Bulyan has no counterpart. Choose a rule of Rondo with"
                + " --aggregation, such as --aggregation weighted.");
    RawSettings chosen = given("aggregation", "median").with("minimum", "3", "--minimum");
    assertThat(JobConfig.of(app.under(chosen)).aggregation().text()).isEqualTo("median");
  }

  @Test
  void aFailureShowsTheEndOfTheLog() {
    assertThatThrownBy(
            () ->
                read(
                    "printf 'a\\033[2Jb\\n\\n' >&2; echo No module named rondo >&2; exit 3",
                    RawSettings.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageMatching(
            "Cannot read the Flower app my app: exit code 3 of .*\\.\n  a \\[2Jb\n"
                + "  No module named rondo");
  }

  @Test
  void anAppThatNeverStartsItsStrategyIsEnded() {
    assertThatThrownBy(
            () ->
                read(
                    "echo waits for data >&2; exec sleep 60",
                    RawSettings.empty(),
                    Duration.ofSeconds(1)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Cannot read the Flower app my app: its ServerApp has not started a strategy within"
                + " 1 s. Give it more time with --trainer-timeout.\n  waits for data");
  }

  @Test
  void anotherVersionOfTheClientIsNamed() {
    assertThatThrownBy(() -> read("echo hello", RawSettings.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot read the Flower app my app: its answer")
        .hasMessageEndingWith("Install the rondo-client of this Rondo.");
  }

  @Test
  void aMissingProgramIsNamed() {
    FlowerReader reader =
        new FlowerReader(
            List.of("/no/such/python3"), "app", Path.of("runs"), Duration.ofMinutes(1));

    assertThatThrownBy(() -> reader.read(RawSettings.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("/no/such/python3", "Install Python 3 and rondo-client[flower].");
  }
}
