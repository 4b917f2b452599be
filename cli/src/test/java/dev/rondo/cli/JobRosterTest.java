package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.update.Roster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs are created with a roster, which can change and is never lost. */
class JobRosterTest {

  private static final Roster ROSTER = new Roster(List.of("berlin", "rome-*"));

  private final MemoryStore store = new MemoryStore();

  @TempDir private Path folder;
  private Path data = Path.of("unset");
  private Path roster = Path.of("unset");
  private Path other = Path.of("unset");

  @BeforeEach
  void makeFiles() throws IOException {
    StringBuilder text = new StringBuilder("label,x,y\n");
    for (int i = 0; i < 300; i++) {
      text.append(i % 3).append(',').append(i % 7).append(',').append(i % 5).append('\n');
    }
    data = Files.writeString(folder.resolve("points.csv"), text);
    roster = Files.writeString(folder.resolve("hospitals.txt"), "# two\nberlin\nrome-*\n");
    other = Files.writeString(folder.resolve("others.txt"), "paris\n");
    push(store);
  }

  private void push(MemoryStore into) {
    Said pushed = Said.by(stacks(new FakeStack(into)), "data", "push", data, "--clients", 4);
    assertThat(pushed.err()).isEmpty();
  }

  private static FakeStacks stacks(FakeStack stack) {
    return new FakeStacks(stack);
  }

  private Said say(Object... words) {
    return Said.by(stacks(new FakeStack(store)), words);
  }

  private static Object[] create(Object... more) {
    Object[] words = {"job", "create", "--dataset", "points", "--job", "tiny", "--clients", 4};
    return with(words, more);
  }

  private static Object[] with(Object[] words, Object... more) {
    return Stream.concat(List.of(words).stream(), List.of(more).stream()).toArray();
  }

  private static Optional<Roster> rosterIn(MemoryStore store) {
    return new Documents(store).read(ObjectKeys.roster("tiny"), Roster.class);
  }

  @Test
  void aJobHasARosterThatCanChange() {
    assertThat(say(create("--clients-file", roster)).out())
        .containsPattern("roster +only its clients may contribute");
    Object[] clients = {"job", "clients", "--job", "tiny"};

    assertThat(say(clients).out()).contains("Job tiny admits these clients:", "berlin", "rome-*");
    assertThat(say(with(clients, "--clients-file", other)).out())
        .contains("paris")
        .doesNotContain("berlin");
    assertThat(say(with(clients, "--all")).out()).contains("admits every client");
    assertThat(say(with(clients, "--json")).json().get("all").asBoolean()).isTrue();
    assertThat(say(create()).out()).containsPattern("roster +none; all clients may contribute");
  }

  @Test
  void aRosterThatIsNotOneIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path bad = Files.writeString(folder.resolve("roster.txt"), "berlin\nnot an id\n");

    Said created = say(create("--clients-file", bad));

    assertThat(created.exitCode()).isNotZero();
    assertThat(created.err()).contains("roster.txt: An entry of a roster must be", "\"not an id\"");
    assertThat(store.list(ObjectKeys.jobs())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aJobIsNeverThereWithoutItsRosterAndACommandThatCrashedCanBeRepeated(
      FaultyStore.Moment moment) {
    int crashes = 0;
    for (int call = 1; call <= 20; call++) {
      int at = call;
      MemoryStore bucket = new MemoryStore();
      push(bucket);
      FaultyStore faulty = new FaultyStore(bucket, n -> n == at, moment);

      Said crashed = Said.by(stacks(new FakeStack(faulty)), create("--clients-file", roster));
      crashes += crashed.exitCode() == 0 ? 0 : 1;

      if (new Documents(bucket).exists(ObjectKeys.job("tiny"))) {
        assertThat(rosterIn(bucket)).as("call %d", call).contains(ROSTER);
      }
      Said again = Said.by(stacks(new FakeStack(bucket)), create("--clients-file", roster));
      assertThat(again.err()).isEmpty();
      assertThat(again.exitCode()).isZero();
      assertThat(rosterIn(bucket)).as("call %d", call).contains(ROSTER);
    }
    assertThat(crashes).isBetween(8, 19);
  }

  @Test
  void anExistingJobWithAnotherRosterIsNotChanged() {
    say(create("--clients-file", roster));
    List<ObjectInfo> before = store.list(ObjectKeys.jobs());

    Said changed = say(create("--clients-file", other, "--rounds", 500));

    assertThat(changed.exitCode()).isEqualTo(2);
    assertThat(changed.err())
        .contains(
            "Job tiny already exists with other settings:",
            "the job has another roster; to change it: rondo job clients --clients-file FILE");
    assertThat(store.list(ObjectKeys.jobs())).isEqualTo(before);
  }

  @Test
  void anExistingJobWithoutARosterGetsNone() {
    say(create());

    Said changed = say(create("--clients-file", roster));

    assertThat(changed.exitCode()).isEqualTo(2);
    assertThat(changed.err()).contains("the job has no roster; to change it: rondo job clients");
    assertThat(rosterIn(store)).isEmpty();
  }

  @Test
  void aRosterThatAnotherCommandLeftIsNotReplaced() {
    new Documents(store).write(ObjectKeys.roster("tiny"), ROSTER);

    Said created = say(create("--clients-file", other));

    assertThat(created.exitCode()).isEqualTo(2);
    assertThat(created.err())
        .contains("Cannot create job tiny: jobs/tiny/clients.json has another");
    assertThat(rosterIn(store)).contains(ROSTER);
    assertThat(new Documents(store).exists(ObjectKeys.job("tiny"))).isFalse();
  }

  @Test
  void aLocalJobKeepsItsRosterWhenItStartsOver() {
    Path runs = folder.resolve("runs");
    Object[] settings = {"--dataset", data, "--clients", 4, "--rounds", 1, "--job", "tiny"};
    Object[] create = with(new Object[] {"job", "create", "--out", runs}, settings);
    Object[] clients = {"job", "clients", "--run", runs.resolve("tiny")};

    assertThat(say(with(create, "--clients-file", roster)).err()).isEmpty();
    assertThat(say(with(create, "--clients-file", other)).err())
        .contains("the job has another roster");
    Said restarted = say(with(new Object[] {"simulate", "--restart", "--out", runs}, settings));

    assertThat(restarted.err()).contains("every round was abandoned");
    assertThat(say(clients).out()).contains("Job tiny admits these clients:", "berlin", "rome-*");
  }
}
