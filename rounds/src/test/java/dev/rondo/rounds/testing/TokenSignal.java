package dev.rondo.rounds.testing;

import dev.rondo.rounds.state.RoundSignal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes each token that someone waits for, once. */
public final class TokenSignal implements RoundSignal {

  private final Set<String> waiting = new HashSet<>();
  private final List<String> sent = new ArrayList<>();
  private Runnable beforeAnswer = () -> {};

  /** From now on someone waits for this token. */
  public void await(String token) {
    waiting.add(token);
  }

  /** Something that happens meanwhile, once. */
  public void meanwhile(Runnable action) {
    beforeAnswer = action;
  }

  /** Every token that was sent, whether it was taken or not. */
  public List<String> sent() {
    return List.copyOf(sent);
  }

  public boolean isWaiting(String token) {
    return waiting.contains(token);
  }

  @Override
  public boolean quorumReached(String token) {
    sent.add(token);
    Runnable action = beforeAnswer;
    beforeAnswer = () -> {};
    action.run();
    return waiting.remove(token);
  }
}
