package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.update.Rejection;
import java.util.Optional;

/** What the validation of one stored update found. */
public sealed interface Checked {

  /** Which update. */
  UpdateKey key();

  /** The update is valid and would contribute this, and its client measured this. */
  record Valid(UpdateKey key, Contributor contributor, Optional<Measurement> measured)
      implements Checked {}

  /** The update is rejected. */
  record Rejected(UpdateKey key, Rejection rejection) implements Checked {}
}
