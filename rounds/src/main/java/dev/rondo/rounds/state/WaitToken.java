package dev.rondo.rounds.state;

import java.util.ArrayList;
import java.util.List;

/**
 * The task tokens that can wake a waiting round. Each attempt to wait has its own token. An earlier
 * attempt can still be running and store its token last, so no token replaces another.
 *
 * @param tokens the state machine's words, in the order in which they were stored
 */
public record WaitToken(List<String> tokens) {

  public WaitToken {
    tokens = List.copyOf(tokens);
  }

  public WaitToken(String token) {
    this(List.of(token));
  }

  /** A copy with one more token. */
  public WaitToken and(String token) {
    List<String> more = new ArrayList<>(tokens);
    more.add(token);
    return new WaitToken(more);
  }
}
