package dev.rondo.unmasking;

import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.UnmaskRequest;
import java.util.List;

/**
 * The contributors of a round, as the account of the job has written them: a request without its
 * range.
 *
 * @param job the job
 * @param round the round
 * @param updates of all contributors, each client once
 */
record Contributors(String job, int round, List<MaskedUpdate> updates) {

  Contributors {
    updates = List.copyOf(updates);
  }

  UnmaskRequest on(long from, long to) {
    return new UnmaskRequest(job, round, updates, from, to);
  }
}
