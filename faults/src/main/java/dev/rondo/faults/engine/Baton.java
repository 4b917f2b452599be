package dev.rondo.faults.engine;

import java.util.concurrent.locks.LockSupport;

/**
 * The right to run, as one thread waits for it. Giving it makes all that was done before visible.
 */
final class Baton {

  private final Thread owner;
  private volatile boolean here;

  Baton(Thread owner) {
    this.owner = owner;
  }

  void give() {
    here = true;
    LockSupport.unpark(owner);
  }

  void await() {
    while (!here) {
      LockSupport.park(this);
    }
    here = false;
  }
}
