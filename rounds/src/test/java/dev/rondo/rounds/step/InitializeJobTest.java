package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Roster;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job with a roster is never there without it. */
class InitializeJobTest {

  private static final Roster ROSTER = new Roster(List.of("berlin", "rome-*"));

  private final MemoryStore store = new MemoryStore();

  private static void create(InitializeJob step, Roster roster) {
    step.run(TestJob.config(), TestJob.LAYOUT, new float[6], TestJob.START, Optional.of(roster));
  }

  private Optional<Roster> roster() {
    return new Documents(store).read(ObjectKeys.roster(TestJob.ID), Roster.class);
  }

  private boolean exists() {
    return store.head(ObjectKeys.job(TestJob.ID)).isPresent();
  }

  /** Another command has created it since this one looked. */
  @Test
  void aJobThatAnotherCommandCreatedWithOtherSettingsIsNotTakenForThisOne() {
    JobConfig other = TestJob.config("rounds", "7");
    new InitializeJob(store).run(other, TestJob.LAYOUT, new float[6], TestJob.START);

    assertThatThrownBy(() -> create(new InitializeJob(store), ROSTER))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot create job one-hot: another command has just created it with other settings."
                + " Choose another name with --job NAME.");
  }

  @ParameterizedTest
  @EnumSource
  void whereverItsCreationCrashes(FaultyStore.Moment moment) {
    int crashes = 0;
    for (int call = 1; call <= 10; call++) {
      int at = call;
      MemoryStore fresh = new MemoryStore();
      Documents documents = new Documents(fresh);
      FaultyStore faulty = new FaultyStore(fresh, n -> n == at, moment);
      try {
        create(new InitializeJob(faulty), ROSTER);
      } catch (StoreException e) {
        crashes++;
      }
      if (documents.exists(ObjectKeys.job(TestJob.ID))) {
        assertThat(documents.read(ObjectKeys.roster(TestJob.ID), Roster.class)).contains(ROSTER);
      }
      create(new InitializeJob(fresh), ROSTER);
      assertThat(documents.exists(ObjectKeys.job(TestJob.ID))).isTrue();
      assertThat(documents.read(ObjectKeys.roster(TestJob.ID), Roster.class)).contains(ROSTER);
    }
    assertThat(crashes).isEqualTo(5);
  }

  @Test
  void anotherRosterThatIsThereIsNotReplacedAndTheJobIsNotCreated() {
    new Documents(store).write(ObjectKeys.roster(TestJob.ID), ROSTER);

    assertThatThrownBy(() -> create(new InitializeJob(store), Roster.EVERYBODY))
        .hasMessage(
            "Cannot create job one-hot: jobs/one-hot/clients.json has another roster, perhaps from"
                + " an interrupted command. Use the same --clients-file, delete this object, or"
                + " choose another name with --job NAME.");
    assertThat(roster()).contains(ROSTER);
    assertThat(exists()).isFalse();
  }

  @Test
  void aRosterThatIsThereStaysIfNoneIsGiven() {
    new Documents(store).write(ObjectKeys.roster(TestJob.ID), ROSTER);

    new InitializeJob(store).run(TestJob.config(), TestJob.LAYOUT, new float[6], TestJob.START);

    assertThat(roster()).contains(ROSTER);
    assertThat(exists()).isTrue();
  }

  @Test
  void aRosterDiffersFromAnotherOneAndFromNone() {
    InitializeJob step = new InitializeJob(store);
    create(step, ROSTER);

    assertThat(step.rosterDifferences(TestJob.ID, Optional.of(ROSTER))).isEmpty();
    assertThat(step.rosterDifferences(TestJob.ID, Optional.empty())).isEmpty();
    assertThat(step.rosterDifferences(TestJob.ID, Optional.of(Roster.EVERYBODY)))
        .singleElement()
        .asString()
        .startsWith("the job has another roster; ");
    assertThat(step.rosterDifferences("other", Optional.of(ROSTER)))
        .singleElement()
        .asString()
        .startsWith("the job has no roster; ");
  }
}
