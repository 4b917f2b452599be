package dev.rondo.faults;

import dev.rondo.local.SeededRandom;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.protocol.random.Draws;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys of clients and helpers. They are the same in all schedules, because it takes long to
 * make them.
 */
final class MaskKeys {

  private static final Draws DRAWS = new Draws(1);

  private final Map<String, ClientKey> clients = new HashMap<>();
  private final Map<String, HelperKey> helpers = new HashMap<>();

  /** The key of the client of this name. */
  ClientKey client(String name) {
    return clients.computeIfAbsent(
        name, n -> ClientKey.random(new SeededRandom(DRAWS.of("client " + n))));
  }

  /** The key of the helper. */
  HelperKey helper() {
    return helper("helper");
  }

  /** The key of another helper. */
  HelperKey otherHelper() {
    return helper("another helper");
  }

  private HelperKey helper(String name) {
    return helpers.computeIfAbsent(name, n -> HelperKey.of(SeededRandom.bytes(DRAWS.of(n))));
  }
}
