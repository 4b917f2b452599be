package dev.rondo.agent.data;

import java.time.Instant;
import java.util.Optional;

/** Other clients hold all data shards of a data set. */
public final class NoDataShardException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Optional<Instant> until;

  NoDataShardException(String dataset, Optional<Instant> until) {
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
