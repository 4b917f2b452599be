package dev.rondo.unmasking;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Any bytes as a request, as the list of keys, and as a frozen set. */
class HelperDocumentsFuzzTest extends FuzzContract {

  private static final Party PARTY = new Party(3);

  @Override
  protected Fuzz fuzz() {
    UnmaskRequest request = PARTY.request("client-0", "client-1", "client-2");
    String key = PARTY.key("client-0").publicKey().base64();
    return Fuzz.of(
            HelperDocumentsFuzzTest.class,
            HelperDocumentsFuzzTest::parse,
            InvalidInputException.class)
        .allocating(4 << 20, 512)
        .from(
            List.of(
                Json.bytes(request),
                Json.bytes(new ClientKeys(Map.of("client-0", key))),
                Json.bytes(FrozenSet.of(request, Map.of("client-0", "00"))),
                Json.text(request).replace("7", "7e99").getBytes(StandardCharsets.UTF_8),
                "{\"clients\":null}".getBytes(StandardCharsets.UTF_8),
                "{\"clients\":{\"a\":null}}".getBytes(StandardCharsets.UTF_8),
                "null".getBytes(StandardCharsets.UTF_8)));
  }

  private static void parse(byte[] input) {
    String start = new String(input, 0, Math.min(12, input.length), StandardCharsets.UTF_8);
    if (start.startsWith("{\"clients\"")) {
      Json.parse(input, ClientKeys.class, "client-keys.json");
    } else if (new String(input, StandardCharsets.UTF_8).contains("\"seeds\"")) {
      Json.parse(input, FrozenSet.class, "the frozen set");
    } else {
      Json.parse(input, UnmaskRequest.class, "the request").answer();
    }
  }
}
