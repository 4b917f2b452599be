package dev.rondo.protocol.round;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.ObjectKeys;

/**
 * A contributor's masked update, as far as the helper has to know it.
 *
 * @param client the client's id
 * @param digest SHA-256 of the masked vector, in hexadecimal
 */
public record MaskedUpdate(String client, String digest) {

  public MaskedUpdate {
    if (!ObjectKeys.isClient(client)) {
      throw new InvalidInputException("A client's id is not valid: \"" + client + "\"");
    }
    if (!ObjectKeys.isDigest(digest)) {
      throw new InvalidInputException(
          "The digest of %s's masked update must be 64 digits of 0-9 and a-f, but is \"%s\""
              .formatted(client, digest));
    }
  }
}
