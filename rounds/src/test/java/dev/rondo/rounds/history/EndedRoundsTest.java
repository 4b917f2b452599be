package dev.rondo.rounds.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndedRoundsTest {

  private final TestJob job = TestJob.created();
  private final List<String> read = new ArrayList<>();
  private final EndedRounds rounds = new EndedRounds(new Recording(), TestJob.ID);

  private final class Recording extends ForwardingStore {

    Recording() {
      super(job.store);
    }

    @Override
    public Optional<StoredObject> get(String key) {
      read.add(key);
      return super.get(key);
    }
  }

  private void run(int round) {
    job.open(round);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.fold(job.upload(round, client));
    }
    job.aggregate(round);
    job.close(round);
  }

  private List<Integer> numbers() {
    return rounds.read().stream().map(round -> round.result().round()).toList();
  }

  @Test
  void eachRoundIsReadOnceAndNewOnesAreAdded() {
    run(1);
    assertThat(numbers()).containsExactly(1);
    read.clear();

    run(2);
    job.open(3);
    assertThat(numbers()).as("a round that is open has no result").containsExactly(1, 2);

    assertThat(read)
        .contains(ObjectKeys.result(TestJob.ID, 2))
        .allSatisfy(key -> assertThat(key).startsWith(ObjectKeys.round(TestJob.ID, 2)));
  }

  @Test
  void aListOfResultsReadsNoDecision() {
    run(1);
    run(2);
    read.clear();

    assertThat(new JobHistory(new Recording()).results(TestJob.ID))
        .extracting(timed -> timed.result().round())
        .containsExactly(1, 2);
    assertThat(read)
        .containsExactly(
            ObjectKeys.result(TestJob.ID, 1),
            ObjectKeys.wallTime(TestJob.ID, 1),
            ObjectKeys.result(TestJob.ID, 2),
            ObjectKeys.wallTime(TestJob.ID, 2));
  }

  @Test
  void aRoundHasItsContributors() {
    run(1);

    assertThat(rounds.read().get(0).contributors()).isNotEmpty();
  }
}
