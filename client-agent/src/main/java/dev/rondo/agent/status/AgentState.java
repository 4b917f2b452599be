package dev.rondo.agent.status;

import java.time.Instant;
import java.time.InstantSource;

/** What the agent is doing, in the health file. For the one thread that drives the agent. */
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

  /** Begins something, or goes on with it. */
  public void enter(String newState) {
    if (!state.equals(newState)) {
      state = newState;
      since = clock.instant();
    }
    touch();
  }

  /** Is well still. */
  public void touch() {
    file.write(new HealthFile.Health(client, state, since, clock.instant(), rounds));
  }

  /** Has uploaded an update. */
  public void countRound() {
    rounds++;
    touch();
  }
}
