package dev.rondo.rounds.step;

import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.state.Latest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Groups the events of a batch by job and round. Events whose key is not an update's are left out.
 * If a batch names many rounds of a job, rounds that cannot be open are left out too: latest.json
 * is read once instead of the plan of each round.
 */
final class RoundsOfBatch {

  /** A job with short rounds has events of two rounds in one batch. */
  private static final int ORDINARY = 2;

  private final Documents documents;

  RoundsOfBatch(Documents documents) {
    this.documents = documents;
  }

  /** The events of each round; all keys are keys of updates. */
  List<List<UpdateEvent>> of(List<UpdateEvent> batch) {
    Map<String, Map<Integer, List<UpdateEvent>>> byJob = new LinkedHashMap<>();
    for (UpdateEvent event : batch) {
      // Not an update: a stray object that is left alone.
      Optional<UpdateKey> update = ObjectKeys.parseUpdate(event.key());
      if (update.isPresent()) {
        byJob
            .computeIfAbsent(update.get().job(), job -> new LinkedHashMap<>())
            .computeIfAbsent(update.get().round(), round -> new ArrayList<>())
            .add(event);
      }
    }
    List<List<UpdateEvent>> rounds = new ArrayList<>();
    byJob.forEach((job, byRound) -> rounds.addAll(possible(job, byRound)));
    return rounds;
  }

  private List<List<UpdateEvent>> possible(String job, Map<Integer, List<UpdateEvent>> byRound) {
    if (byRound.size() <= ORDINARY) {
      return List.copyOf(byRound.values());
    }
    Optional<Latest> latest = documents.read(ObjectKeys.latest(job), Latest.class);
    if (latest.isEmpty()) {
      return List.of();
    }
    // The last round may have a version but no result yet.
    int through = latest.get().throughRound();
    return byRound.entrySet().stream()
        .filter(round -> round.getKey() == through || round.getKey() == through + 1)
        .map(Map.Entry::getValue)
        .toList();
  }
}
