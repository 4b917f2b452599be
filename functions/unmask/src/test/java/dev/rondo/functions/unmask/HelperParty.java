package dev.rondo.functions.unmask;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.unmasking.ClientKeys;
import dev.rondo.unmasking.KeptHelperKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A round of clients with masked updates, and the two buckets. */
final class HelperParty {

  static final String JOB = "mnist";
  static final int COORDINATES = 100;
  private static final MaskTerms TERMS = new MaskTerms(20, 10, 1, COORDINATES, Optional.empty());

  final SecureRandom random = new SecureRandom();
  final HelperKey key = HelperKey.random(random);
  final MemoryStore own = new MemoryStore();
  final MemoryStore jobs = new MemoryStore();

  /** All clients have sent updates in round 1. */
  HelperParty(int clients) {
    Map<String, String> keys = new TreeMap<>();
    ObjectNode document =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", JOB)
            .put("round", 1)
            .put("terms", TERMS.text());
    for (int i = 0; i < clients; i++) {
      String client = "client-" + i;
      ClientKey own = ClientKey.random(random);
      keys.put(client, own.publicKey().base64());
      document.withArray("updates").add(Json.tree(contribute(client, own)));
    }
    own.put(ObjectKeys.clientKeys(), Content.of(Json.bytes(new ClientKeys(keys))));
    jobs.put(ObjectKeys.unmaskRequest(JOB, 1), Content.of(Json.bytes(document)));
  }

  /** Keeps the key without encryption. */
  HelperParty withKey() {
    KeptHelperKey.keep(own, key, secret -> secret);
    return this;
  }

  private MaskedUpdate contribute(String client, ClientKey clientKey) {
    MaskedVector made =
        MaskedVector.mask(
            new int[COORDINATES],
            new MaskContext(JOB, 1, client, TERMS.text()),
            key.publicKey(),
            clientKey,
            random);
    MaskedUpdate update = new MaskedUpdate(client, HexFormat.of().formatHex(made.digest()));
    own.put(
        ObjectKeys.sealedSeed(JOB, 1, client, update.digest()), Content.of(made.seed().bytes()));
    return update;
  }
}
