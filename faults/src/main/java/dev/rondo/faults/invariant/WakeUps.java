package dev.rondo.faults.invariant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Parsed;
import dev.rondo.faults.service.Truth;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.aggregation.SeatVerdict;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.statemachine.Execution;
import dev.rondo.statemachine.HistoryEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * No wake-up is lost: when workers are done with the events of a quorum of valid updates, and the
 * token of the last attempt to wait has been stored, the round does not wait for its deadline.
 */
public final class WakeUps {

  /** How the names of runs of the worker begin. */
  private static final String WORKER = "fold-updates";

  private final InstantSource clock;
  private final Map<String, Instant> awaited = new HashMap<>();
  private final Map<UpdateKey, Instant> handled = new HashMap<>();

  public WakeUps(InstantSource clock) {
    this.clock = clock;
  }

  /** AwaitQuorum has run to its end with this token. */
  public void awaited(String token) {
    awaited.putIfAbsent(token, clock.instant());
  }

  /** A worker is done with an update's event and does not want it again. */
  public void handled(UpdateKey update) {
    handled.putIfAbsent(update, clock.instant());
  }

  /** Checks that no execution waited until its deadline although its quorum was complete. */
  public void check(Violations violations, Bucket bucket, List<Execution> executions) {
    for (Execution execution : executions) {
      String token = "";
      for (HistoryEvent event : execution.history().events()) {
        if (!event.state().equals(Optional.of("AwaitQuorum"))) {
          continue;
        }
        if (event.type().equals("TaskScheduled")) {
          token = event.details().path("parameters").path("Payload").path("token").asText();
        } else if (event.type().equals("TaskTimedOut")) {
          Instant waited = awaited.getOrDefault(token, Instant.MAX);
          if (waited.isBefore(event.timestamp())) {
            timedOut(violations, bucket, execution.input(), event.timestamp());
          }
        }
      }
    }
  }

  private void timedOut(Violations violations, Bucket bucket, JsonNode input, Instant at) {
    String job = input.path("job").asText();
    int round = input.path("round").asInt();
    Parsed documents = bucket.parsed();
    Plan plan = documents.require(ObjectKeys.plan(job, round), Plan.class);
    JobConfig config = JobConfig.fromJson(documents.require(ObjectKeys.job(job), JsonNode.class));
    Uploads uploads = new Uploads(bucket, config);
    List<Integer> counted =
        handled.entrySet().stream()
            .filter(entry -> entry.getKey().round() == round && entry.getValue().isBefore(at))
            .map(Map.Entry::getKey)
            .flatMap(
                update ->
                    uploads.truth(update.key()).stream()
                        .filter(Truth::valid)
                        .map(Truth::seat)
                        .filter(seat -> isOfSeat(bucket, documents, update, seat)))
            .distinct()
            .sorted()
            .toList();
    violations.check(
        counted.size() < plan.quorum(),
        "No wake-up is lost",
        "round %s waited until %s for a quorum of %s, and workers had counted the seats %s"
            .formatted(round, at, plan.quorum(), counted));
  }

  /**
   * The worker of a duplicate may be done before the worker that counts its seat. A worker may also
   * have refused an update to which the master gave a verdict later, after the roster had changed.
   */
  private static boolean isOfSeat(Bucket bucket, Parsed documents, UpdateKey update, int seat) {
    String key = ObjectKeys.verdict(update.job(), update.round(), seat);
    return bucket.first(key).filter(v -> v.writer().name().startsWith(WORKER)).isPresent()
        && documents
            .read(key, SeatVerdict.class)
            .filter(first -> first.contributor().client().equals(update.client()))
            .isPresent();
  }
}
