package dev.rondo.faults.engine;

/** A running program. */
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

  /** Kills the program: its stack is unwound at its next turn. */
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
