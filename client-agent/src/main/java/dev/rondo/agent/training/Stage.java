package dev.rondo.agent.training;

import dev.rondo.agent.cache.AbandonedException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How far the work for a seat has come. It can be given up until the upload begins, and not from
 * then on: one of the two wins.
 */
public final class Stage {

  private enum At {
    BEFORE_UPLOAD,
    UPLOADING,
    ABANDONED
  }

  private final AtomicReference<At> at = new AtomicReference<>(At.BEFORE_UPLOAD);

  /** Gives the work up; says whether that was still possible. */
  public boolean abandon() {
    return at.compareAndSet(At.BEFORE_UPLOAD, At.ABANDONED) || at.get() == At.ABANDONED;
  }

  /**
   * Goes on with the work.
   *
   * @throws AbandonedException when it was given up
   */
  void pass() {
    if (at.get() == At.ABANDONED) {
      throw new AbandonedException();
    }
  }

  /**
   * From here on the work is not given up.
   *
   * @throws AbandonedException when it was before
   */
  void beginUpload() {
    if (!at.compareAndSet(At.BEFORE_UPLOAD, At.UPLOADING)) {
      throw new AbandonedException();
    }
  }
}
