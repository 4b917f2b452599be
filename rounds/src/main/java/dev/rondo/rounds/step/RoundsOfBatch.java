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
 * The events of a batch by job and round. What is no update's key is left out, and where a batch
 * names many rounds of a job, so are the rounds that cannot be open: one look at latest.json stands
 * for a look at the plan of each.
 */
final class RoundsOfBatch {

  /** A job whose rounds follow each other closely has events of two in a batch. */
  private static final int ORDINARY = 2;

  private final Documents documents;

  RoundsOfBatch(Documents documents) {
    this.documents = documents;
  }

  /** Events of one round each; all are of keys that are an update's. */
  List<List<UpdateEvent>> of(List<UpdateEvent> batch) {
    Map<String, Map<Integer, List<UpdateEvent>>> byJob = new LinkedHashMap<>();
    for (UpdateEvent event : batch) {
      // A key that is no update's is nobody's work: a stray object, to be left alone.
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
    // The last round may have its version and not its result yet.
    int through = latest.get().throughRound();
    return byRound.entrySet().stream()
        .filter(round -> round.getKey() == through || round.getKey() == through + 1)
        .map(Map.Entry::getValue)
        .toList();
  }
}
