package dev.rondo.faults;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import java.util.function.BooleanSupplier;

/** The helper's bucket as a client sees it, which can crash when it has stored a seed. */
final class SeedStore extends ForwardingStore {

  private final BooleanSupplier crashes;

  /**
   * @param crashes whether the client crashes now
   */
  SeedStore(ObjectStore store, BooleanSupplier crashes) {
    super(store);
    this.crashes = crashes;
  }

  /** A client agent has died. */
  static final class Crashed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crashed() {
      super("crashed");
    }
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    PutOutcome outcome = super.putIfAbsent(key, content);
    if (crashes.getAsBoolean()) {
      throw new Crashed();
    }
    return outcome;
  }
}
