package dev.rondo.agent.training;

import dev.rondo.agent.cache.AbandonedException;
import dev.rondo.trainer.Cancellation;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The stage of the work for a seat. The work can be canceled until the upload begins. Of a
 * cancellation and the begin of the upload, the first one wins.
 */
public final class Stage {

  private enum At {
    BEFORE_UPLOAD,
    UPLOADING,
    ABANDONED
  }

  private final AtomicReference<At> at = new AtomicReference<>(At.BEFORE_UPLOAD);

  private final Cancellation cancellation = new Cancellation();

  /** Cancels the work. Returns whether that was still possible. */
  public boolean abandon() {
    if (at.compareAndSet(At.BEFORE_UPLOAD, At.ABANDONED)) {
      cancellation.cancel();
    }
    return at.get() == At.ABANDONED;
  }

  /** Tells a trainer that the work was canceled. */
  Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Continues the work.
   *
   * @throws AbandonedException when it was given up
   */
  void pass() {
    if (at.get() == At.ABANDONED) {
      throw new AbandonedException();
    }
  }

  /**
   * Begins the upload; the work can no longer be canceled.
   *
   * @throws AbandonedException when it was before
   */
  void beginUpload() {
    if (!at.compareAndSet(At.BEFORE_UPLOAD, At.UPLOADING)) {
      throw new AbandonedException();
    }
  }
}
