package dev.rondo.rounds.history;

import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rounds of a job that have ended. A round that has ended does not change, so each is read
 * once, however often the rounds are asked for.
 */
public final class EndedRounds {

  private final ObjectStore store;
  private final JobHistory history;
  private final String job;
  private final TreeMap<Integer, RoundRecord> known = new TreeMap<>();

  public EndedRounds(ObjectStore store, String job) {
    this.store = store;
    this.history = new JobHistory(store);
    this.job = job;
  }

  /** The rounds that have a result now, by number. */
  public synchronized List<RoundRecord> read() {
    store.keys(ObjectKeys.rounds(job)).stream()
        .map(ObjectKeys::parseResult)
        .flatMap(Optional::stream)
        .filter(round -> !known.containsKey(round))
        .forEach(round -> history.round(job, round).ifPresent(record -> known.put(round, record)));
    return List.copyOf(known.values());
  }
}
