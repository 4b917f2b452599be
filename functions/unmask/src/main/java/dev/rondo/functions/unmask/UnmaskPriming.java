package dev.rondo.functions.unmask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskStream;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.privacy.masks.SealedSeed;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.UnmaskRequest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Seals and opens a seed once, with keys that are thrown away, and reads a document. A snapshot
 * contains the loaded classes and the cryptographic providers, and no key of the helper.
 */
final class UnmaskPriming {

  private UnmaskPriming() {}

  static void run(SecureRandom random) {
    MaskTerms terms = new MaskTerms(0, 1, 1, 1, Optional.empty());
    MaskContext context = new MaskContext("priming", 1, "client", terms.text());
    HelperKey helper = HelperKey.random(random);
    ClientKey client = ClientKey.random(random);
    MaskedVector masked =
        MaskedVector.mask(new int[] {1}, context, helper.publicKey(), client, random);
    SealedSeed seed = SealedSeed.parse(masked.seed().bytes()).orElseThrow();
    if (!seed.isSignedBy(client.publicKey(), context, masked.digest())) {
      throw new IllegalStateException("A signature is not valid");
    }
    int[] vector = masked.numbers();
    new MaskStream(seed.open(helper, context, masked.digest()).orElseThrow(), context)
        .subtractFrom(vector, 0, 1);
    if (vector[0] != 1) {
      throw new IllegalStateException("A mask is not removed");
    }
    UnmaskRequest request =
        new UnmaskRequest(
            "priming",
            1,
            List.of(new MaskedUpdate("client", HexFormat.of().formatHex(masked.digest()))),
            terms,
            0,
            1);
    JsonNode document = Json.tree(request);
    if (!Json.fromTree(document, UnmaskRequest.class).equals(request)) {
      throw new IllegalStateException("A request is read as another one");
    }
  }
}
