package dev.rondo.rounds.history;

import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.state.RoundResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the rounds of a job that have ended. */
public final class JobHistory {

  private final ObjectStore store;
  private final Documents documents;

  public JobHistory(ObjectStore store) {
    this.store = store;
    this.documents = new Documents(store);
  }

  /**
   * The real time of a round. It is not part of the result, because the result of a simulation is
   * the same in every run.
   *
   * @param seconds real time
   */
  public record WallTime(double seconds) {}

  /** The rounds that have a result, by number. */
  public List<RoundRecord> rounds(String job) {
    return new EndedRounds(store, job).read();
  }

  /** The results of the rounds that have one, by number, without their decisions. */
  public List<TimedResult> results(String job) {
    return store.keys(ObjectKeys.rounds(job)).stream()
        .flatMap(key -> ObjectKeys.parseResult(key).stream())
        .sorted()
        .flatMap(round -> result(job, round).stream())
        .toList();
  }

  /** The result of one round, if it has one. */
  public Optional<TimedResult> result(String job, int round) {
    return documents
        .read(ObjectKeys.result(job, round), RoundResult.class)
        .map(
            result ->
                new TimedResult(
                    result,
                    documents
                        .read(ObjectKeys.wallTime(job, round), WallTime.class)
                        .map(time -> OptionalDouble.of(time.seconds()))
                        .orElse(OptionalDouble.empty())));
  }

  /** One round, if it has a result. */
  Optional<RoundRecord> round(String job, int round) {
    return result(job, round)
        .map(
            timed ->
                new RoundRecord(
                    timed,
                    timed.result().status() == RoundResult.Status.COMMITTED
                        ? contributors(job, round)
                        : List.of()));
  }

  private List<Contributor> contributors(String job, int round) {
    return documents
        .read(ObjectKeys.decision(job, round), Decision.class)
        .map(Decision::contributors)
        .orElse(List.of());
  }

  /** The recorded events of the execution that ran a round, if they were kept. */
  public Optional<String> execution(String job, int round) {
    return documents
        .read(ObjectKeys.executionHistory(job, round), ExecutionHistory.class)
        .map(history -> String.join("\n", history.events()));
  }

  /**
   * The events of an execution, in words.
   *
   * @param events a line each
   */
  public record ExecutionHistory(List<String> events) {}

  public void noteExecution(String job, int round, String history) {
    documents.write(
        ObjectKeys.executionHistory(job, round), new ExecutionHistory(history.lines().toList()));
  }

  public void noteSeconds(String job, int round, double seconds) {
    documents.write(ObjectKeys.wallTime(job, round), new WallTime(seconds));
  }
}
