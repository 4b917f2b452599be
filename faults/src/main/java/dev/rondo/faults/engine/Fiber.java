package dev.rondo.faults.engine;

/** A program under way. */
public final class Fiber {

  private final String name;
  private final Crew.Hand hand;
  private boolean resumed;
  private boolean killed;

  Fiber(String name, Crew.Hand hand) {
    this.name = name;
    this.hand = hand;
  }

  public String name() {
    return name;
  }

  /** It does nothing more; its stack is unwound when its turn comes. */
  public void kill() {
    killed = true;
  }

  public boolean isKilled() {
    return killed;
  }

  Crew.Hand hand() {
    return hand;
  }

  boolean isResumed() {
    return resumed;
  }

  void resumed(boolean value) {
    resumed = value;
  }
}
