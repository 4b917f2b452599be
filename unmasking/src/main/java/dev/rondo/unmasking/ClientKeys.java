package dev.rondo.unmasking;

import dev.rondo.privacy.masks.ClientPublicKey;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The clients whose seeds the helper accepts, with their public keys. The helper's operator writes
 * the list, so nobody else can invent clients.
 *
 * @param clients Ed25519 public keys in Base64 by client id
 */
public record ClientKeys(Map<String, String> clients) {

  public ClientKeys {
    clients = Map.copyOf(clients);
    Map<ClientPublicKey, String> owners = new HashMap<>();
    clients.forEach(
        (client, key) -> {
          if (!ObjectKeys.isClient(client)) {
            throw new InvalidInputException("A client's id is not valid: \"" + client + "\"");
          }
          // Whoever has the key of several clients would count as several contributors.
          String other = owners.put(key(client, key), client);
          if (other != null) {
            throw new InvalidInputException(
                "Clients %s and %s must have keys of their own, but have the same"
                    .formatted(other, client));
          }
        });
  }

  private static ClientPublicKey key(String client, String text) {
    try {
      return ClientPublicKey.ofBase64(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "The key of client %s is not valid. %s.".formatted(client, e.getMessage()), e);
    }
  }

  /** The list in the helper's bucket, which is empty at first. */
  public static ClientKeys read(Documents documents) {
    return documents
        .read(ObjectKeys.clientKeys(), ClientKeys.class)
        .orElseGet(() -> new ClientKeys(Map.of()));
  }

  Optional<ClientPublicKey> of(String client) {
    return Optional.ofNullable(clients.get(client)).map(ClientPublicKey::ofBase64);
  }
}
