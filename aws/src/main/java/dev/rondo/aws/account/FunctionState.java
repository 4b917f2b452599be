package dev.rondo.aws.account;

import java.util.Optional;

/**
 * Whether a function can be called.
 *
 * @param state Lambda's word, such as {@code Active}
 * @param reason why it is in another state
 */
public record FunctionState(String state, Optional<String> reason) {

  public boolean isActive() {
    return state.equals("Active");
  }
}
