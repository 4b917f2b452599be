package dev.rondo.agent.data;

import java.time.Instant;
import java.util.Optional;

/** Other clients hold all data shards of a data set. */
public final class NoShardException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Optional<Instant> until;

  NoShardException(String dataset, Optional<Instant> until) {
    super(
        "Other clients hold all data shards of data set "
            + dataset
            + until.map(end -> "; the first lease expires at " + end).orElse(""));
    this.until = until;
  }

  /** When the first lease expires if its holder does not renew it. */
  public Optional<Instant> until() {
    return until;
  }
}
