package dev.rondo.protocol.store;

/**
 * The client and round of an update, from its key. The client's id comes from the credentials that
 * wrote the object.
 */
public record UpdateKey(String job, int round, String client) {

  public String key() {
    return ObjectKeys.update(job, round, client);
  }
}
