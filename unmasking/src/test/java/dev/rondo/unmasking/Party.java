package dev.rondo.unmasking;

import static java.util.Objects.requireNonNull;

import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.HelperNoise;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.testing.MemoryStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A helper with its bucket, and clients that have sent masked updates. */
final class Party {

  static final String JOB = "mnist";
  static final int ROUND = 7;
  static final int COORDINATES = 1_000;

  /** The round, and the noise that clients are told of. */
  int round = ROUND;

  private long coordinates = COORDINATES;

  Optional<HelperNoise> noise = Optional.empty();

  final SecureRandom random = new SecureRandom();
  final HelperKey key;
  final MemoryStore own;
  final MemoryStore answers = new MemoryStore();
  final Map<String, ClientKey> keys = new TreeMap<>();
  final Map<String, MaskedVector> masked = new TreeMap<>();
  final Map<String, int[]> vectors = new TreeMap<>();

  /** Clients client-0, client-1 and so on, all enrolled, all with an update. */
  Party(int clients) {
    key = HelperKey.random(random);
    own = new MemoryStore();
    for (int i = 0; i < clients; i++) {
      keys.put("client-" + i, ClientKey.random(random));
    }
    enrol(keys);
    keys.keySet().forEach(this::contribute);
  }

  /** Tells clients of so many coordinates, for which they send seeds anew. */
  Party telling(long number) {
    coordinates = number;
    keys.keySet().forEach(this::contribute);
    return this;
  }

  private Party(Party other) {
    coordinates = other.coordinates;
    round = other.round;
    noise = other.noise;
    key = other.key;
    own = other.own.copy();
    keys.putAll(other.keys);
    masked.putAll(other.masked);
    vectors.putAll(other.vectors);
  }

  /** The same clients and helper, with copies of the buckets as they are now. */
  Party withOwnBuckets() {
    return new Party(this);
  }

  /** Goes on to a round with this noise, in which all clients send a new update. */
  void begin(int next, HelperNoise told) {
    round = next;
    noise = Optional.of(told);
    keys.keySet().forEach(this::contribute);
  }

  /** What clients are told in the round. */
  MaskTerms terms() {
    return new MaskTerms(20, 10, 1, coordinates, noise);
  }

  void enrol(Map<String, ClientKey> clients) {
    Map<String, String> texts = new TreeMap<>();
    clients.forEach((client, key) -> texts.put(client, key.publicKey().base64()));
    own.put(ObjectKeys.clientKeys(), Content.of(Json.bytes(new ClientKeys(texts))));
  }

  /** Sends a masked update and its seed. A second one of a client is another attempt. */
  MaskedUpdate contribute(String client) {
    int[] vector = random.ints(COORDINATES, -1_000_000, 1_000_000).toArray();
    vectors.put(client, vector.clone());
    MaskedVector made =
        MaskedVector.mask(
            vector,
            new MaskContext(JOB, round, client, terms().text()),
            key.publicKey(),
            key(client),
            random);
    masked.put(client, made);
    own.putIfAbsent(seed(client), Content.of(made.seed().bytes()));
    return update(client);
  }

  ClientKey key(String client) {
    return requireNonNull(keys.get(client));
  }

  MaskedVector masked(String client) {
    return requireNonNull(masked.get(client));
  }

  MaskedUpdate update(String client) {
    return new MaskedUpdate(client, HexFormat.of().formatHex(masked(client).digest()));
  }

  /** The key of the client's seed. */
  String seed(String client) {
    return ObjectKeys.sealedSeed(JOB, round, client, update(client).digest());
  }

  UnmaskRequest request(String... clients) {
    return request(List.of(clients), 0, COORDINATES);
  }

  UnmaskRequest request(List<String> clients, long from, long to) {
    List<MaskedUpdate> updates = new ArrayList<>();
    clients.forEach(client -> updates.add(update(client)));
    return new UnmaskRequest(JOB, round, updates, terms(), from, to);
  }

  Unmask helper() {
    return helper(own);
  }

  Unmask helper(ObjectStore bucket) {
    return new Unmask(bucket, answers, key, Unmask.LEAST, Work.inTurn());
  }

  /** What the account of the job computes with an answer. */
  int[] unmasked(UnmaskRequest request) {
    int[] sum = Answers.read(answers, request);
    for (int i = 0; i < sum.length; i++) {
      sum[i] = -sum[i];
    }
    for (MaskedUpdate update : request.updates()) {
      add(sum, masked(update.client()).numbers(), (int) request.from());
    }
    return sum;
  }

  /** The sum of the vectors themselves. */
  int[] plain(UnmaskRequest request) {
    int[] sum = new int[(int) (request.to() - request.from())];
    for (MaskedUpdate update : request.updates()) {
      add(sum, requireNonNull(vectors.get(update.client())), (int) request.from());
    }
    return sum;
  }

  private static void add(int[] sum, int[] more, int from) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[from + i];
    }
  }
}
