package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A Lambda function that works beside the event loop: it is called, and answers later. Several
 * calls may be under way at once, and one that nobody waits for any more may still go on.
 */
@FunctionalInterface
public interface RemoteFunction {

  /**
   * Begins the function's work and returns.
   *
   * @param payload the event, not to be changed
   * @param reply where its end is told, from the event loop
   */
  void invoke(JsonNode payload, Reply reply);

  /** Takes the first answer; later ones, and those to a task that has timed out, are nobody's. */
  interface Reply {
    void succeed(JsonNode answer);

    /**
     * @param errorType the name that Retry and Catch see
     */
    void fail(String errorType, String message);
  }
}
