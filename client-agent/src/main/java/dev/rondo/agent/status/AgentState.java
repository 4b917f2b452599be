package dev.rondo.agent.status;

import java.time.Instant;
import java.time.InstantSource;

/** The state of the agent in the health file. For the main thread only. */
public final class AgentState {

  private final HealthFile file;
  private final InstantSource clock;
  private final String client;
  private String state = "starting";
  private Instant since;
  private long rounds;

  public AgentState(HealthFile file, InstantSource clock, String client) {
    this.file = file;
    this.clock = clock;
    this.client = client;
    this.since = clock.instant();
  }

  /** Enters a state, or stays in it. */
  public void enter(String newState) {
    if (!state.equals(newState)) {
      state = newState;
      since = clock.instant();
    }
    touch();
  }

  /** Reports that the agent is healthy. */
  public void touch() {
    file.write(new HealthFile.Health(client, state, since, clock.instant(), rounds));
  }

  /** Counts an uploaded update. */
  public void countRound() {
    rounds++;
    touch();
  }
}
