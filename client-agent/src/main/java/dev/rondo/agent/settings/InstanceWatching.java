package dev.rondo.agent.settings;

/** Whether to ask EC2 if this instance is about to end. */
public enum InstanceWatching {
  ALWAYS,
  NEVER,
  IF_INSTANCE;

  /** Whether to ask, for a client whose id its credentials say: on EC2 it ends in the instance. */
  public boolean isFor(String client) {
    return this == ALWAYS || (this == IF_INSTANCE && client.matches(".*:i-[0-9a-f]{8,17}"));
  }
}
