package dev.rondo.operations.fleet;

import java.time.Instant;

/**
 * An EC2 instance that runs a client.
 *
 * @param id such as {@code i-0123456789abcdef0}
 * @param state EC2's state: {@code pending}, {@code running}, {@code stopping}, {@code stopped},
 *     {@code shutting-down}
 * @param type such as {@code t3.medium}
 * @param zone its availability zone
 * @param launchedAt when it was launched, or last started
 */
public record Instance(String id, String state, String type, String zone, Instant launchedAt) {

  public boolean isRunning() {
    return state.equals("running");
  }
}
