package dev.rondo.protocol.round;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who has contributed to the releases of a job before a round. It is written before the plan of the
 * round and never changes. It follows from the frozen decisions of the rounds before.
 *
 * @param releases that the job has made so far, rolled-back versions included
 * @param last the version that the last of them made; empty if there is none
 * @param clients what each client that has contributed did, by its id
 */
public record Participations(
    int releases, Optional<Integer> last, SortedMap<String, Participation> clients) {

  /** Before the first release. */
  public static final Participations NONE =
      new Participations(0, Optional.empty(), new TreeMap<>());

  public Participations {
    clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
  }

  /**
   * The contributions of one client.
   *
   * @param times to how many releases it contributed
   * @param last number of the release to which it contributed last
   */
  public record Participation(int times, int last) {}

  /**
   * Whether a client may contribute to the release of a plan.
   *
   * @return why not; empty if it may
   */
  public Optional<String> refusal(String client, Privacy privacy) {
    Participation so = clients.get(client);
    if (so == null) {
      return Optional.empty();
    }
    if (so.times() >= privacy.cap()) {
      return Optional.of(
          "client %s has contributed to %s releases, and privacy_cap is %s"
              .formatted(client, so.times(), privacy.cap()));
    }
    int free = so.last() + privacy.coolDown();
    return privacy.release() >= free
        ? Optional.empty()
        : Optional.of(
            "client %s has contributed to release %s, and privacy_cool_down is %s: it may contribute again from release %s"
                .formatted(client, so.last(), privacy.coolDown(), free));
  }

  /** The same after another release. */
  public Participations after(int version, Collection<String> contributors) {
    int release = releases + 1;
    SortedMap<String, Participation> all = new TreeMap<>(clients);
    for (String client : contributors) {
      Participation before = all.getOrDefault(client, new Participation(0, 0));
      all.put(client, new Participation(before.times() + 1, release));
    }
    return new Participations(release, Optional.of(version), all);
  }

  /** To how many releases the client has contributed that did so most often. */
  public int most() {
    return clients.values().stream().mapToInt(Participation::times).max().orElse(0);
  }
}
