package dev.rondo.agent.settings;

/** Whether to ask EC2 for interruption notices of this instance. */
public enum InstanceWatching {
  ALWAYS("true"),
  NEVER("false"),
  IF_INSTANCE("auto");

  private final String word;

  InstanceWatching(String word) {
    this.word = word;
  }

  /** As settings write it. */
  String word() {
    return word;
  }

  /** Whether to ask for this client. On EC2, the id of a client ends with the instance id. */
  public boolean isFor(String client) {
    return this == ALWAYS || (this == IF_INSTANCE && client.matches(".*:i-[0-9a-f]{8,17}"));
  }
}
