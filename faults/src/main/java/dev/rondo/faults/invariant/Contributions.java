package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Parsed;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.state.RoundOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who has contributed to the releases of a private job, counted in the decisions themselves. */
final class Contributions {

  private final Parsed documents;
  private final String job;
  private final boolean limited;
  private final int cap;
  private final int coolDown;
  private final Map<Integer, List<Set<String>>> ofRounds = new HashMap<>();

  Contributions(Bucket bucket, JobConfig config) {
    this.documents = bucket.parsed();
    this.job = config.job();
    this.limited = config.differentialPrivacy().isPresent();
    this.cap = config.get(JobFields.PRIVACY_CAP);
    this.coolDown = config.get(JobFields.PRIVACY_COOL_DOWN);
  }

  /** The clients of each release before a round, in order; the rounds before have ended. */
  List<Set<String>> before(int round) {
    return ofRounds.computeIfAbsent(round, this::read);
  }

  private List<Set<String>> read(int round) {
    List<Set<String>> releases = new ArrayList<>();
    for (int earlier = 1; earlier < round; earlier++) {
      if (isRelease(earlier)) {
        releases.add(
            documents
                .require(ObjectKeys.decision(job, earlier), Decision.class)
                .contributors()
                .stream()
                .map(one -> one.client())
                .collect(Collectors.toSet()));
      }
    }
    return releases;
  }

  private boolean isRelease(int round) {
    return documents
        .read(ObjectKeys.outcome(job, round), RoundOutcome.class)
        .flatMap(RoundOutcome::committed)
        .isPresent();
  }

  /** Whether privacy allows no update of a client in a round. */
  boolean excludes(int round, String client) {
    if (!limited) {
      return false;
    }
    List<Set<String>> before = before(round);
    int times = 0;
    int since = Integer.MAX_VALUE;
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i).contains(client)) {
        times++;
        since = before.size() - i;
      }
    }
    return times >= cap || since < coolDown;
  }
}
