package dev.rondo.rounds.state;

import java.util.ArrayList;
import java.util.List;

/**
 * The task tokens that may wake a waiting round. Each attempt to wait has one of its own; an
 * attempt that was given up may still be running and store its own last, so none takes the place of
 * another.
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

  /** These and another. */
  public WaitToken and(String token) {
    List<String> more = new ArrayList<>(tokens);
    more.add(token);
    return new WaitToken(more);
  }
}
