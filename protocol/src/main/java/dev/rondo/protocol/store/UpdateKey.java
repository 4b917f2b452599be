package dev.rondo.protocol.store;

/**
 * Whose update for which round, as its key says. The client's id is the word of the credentials
 * that wrote the object.
 */
public record UpdateKey(String job, int round, String client) {

  public String key() {
    return ObjectKeys.update(job, round, client);
  }
}
