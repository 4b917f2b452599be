package dev.rondo.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Lambda.Invocation;
import dev.rondo.faults.service.Masked;
import dev.rondo.local.SeededRandom;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.ClientMasks;
import dev.rondo.privacy.masks.FixedPoint;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskStream;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.client.UpdateMasks;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.unmasking.ClientKeys;
import dev.rondo.unmasking.Unmask;
import dev.rondo.unmasking.UnmaskFunction;
import dev.rondo.unmasking.Work;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The helper of secure aggregation, in an account of its own, and how clients mask their updates
 * for it.
 */
final class Helper {

  private final Services services;
  private final MaskKeys keys;
  private final Draws draws;
  private int masks;

  Helper(Services services, MaskKeys keys, long seed) {
    this.services = services;
    this.keys = keys;
    this.draws = new Draws(seed);
  }

  /**
   * A masked update and its seed.
   *
   * @param truth what it is
   * @param seed the file of the sealed seed
   */
  record Made(Masked truth, byte[] seed) {

    /** The masked coordinates. */
    int[] numbers() {
      return truth.numbers().stream().mapToInt(Integer::intValue).toArray();
    }

    private UpdateMasks.Masked masked() {
      return new UpdateMasks.Masked(numbers(), truth.digest(), seed);
    }
  }

  /**
   * The helper's function.
   *
   * @param jobs the bucket of the job, as the helper sees it
   */
  JsonNode unmask(Invocation run, ObjectStore jobs, JsonNode payload) {
    Unmask step =
        new Unmask(
            services.helperStore(run.actor()), jobs, keys.helper(), Unmask.LEAST, Work.inTurn());
    return UnmaskFunction.run(step, jobs, payload);
  }

  /** Writes the list of the clients whose seeds the helper accepts. */
  void enrol(Actor operator, Set<String> clients) {
    TreeMap<String, String> list = new TreeMap<>();
    clients.forEach(client -> list.put(client, keys.client(client).publicKey().base64()));
    new Documents(services.helperStore(operator))
        .write(ObjectKeys.clientKeys(), new ClientKeys(list));
  }

  /**
   * How a client masks its updates. What it then stores is meant to be what it has masked.
   *
   * @param bucket the helper's
   */
  SecureUploads uploads(Actor actor, ObjectStore bucket) {
    return SecureUploads.of(
        bucket,
        (plan, client, delta) -> {
          Made made = mask(plan, client, delta);
          actor.intend(actor.intent().orElseThrow().behind(made.truth()));
          return made.masked();
        });
  }

  /** Masks an update as an honest client does. */
  Made mask(Plan plan, String client, float[] delta) {
    return mask(plan, client, delta, keys.helper(), keys.client(client), true);
  }

  /** Masks an update, and signs with a key that is not the client's. */
  Made signedByAnother(Plan plan, String client, float[] delta) {
    ClientKey other = keys.client("another than " + client);
    return mask(plan, client, delta, keys.helper(), other, false);
  }

  /** Masks an update for a helper that does not exist. */
  Made forAnotherHelper(Plan plan, String client, float[] delta) {
    return mask(plan, client, delta, keys.otherHelper(), keys.client(client), false);
  }

  /** The same with a seed that the helper will not have. */
  Made spoilt(Made made) {
    Masked masked = made.truth();
    Masked unsound =
        new Masked(
            masked.client(),
            masked.round(),
            masked.digest(),
            masked.numbers(),
            masked.integers(),
            false);
    services.maskings().add(unsound, List.of());
    return new Made(unsound, made.seed());
  }

  private Made mask(
      Plan plan, String client, float[] delta, HelperKey helper, ClientKey key, boolean sound) {
    SecureAggregation secure = plan.secureAggregation().orElseThrow();
    int bits = secure.fractionBits();
    String number = "mask " + ++masks;
    MaskContext context =
        new MaskContext(plan.job(), plan.round(), client, MaskTerms.of(plan).text());
    MaskedVector vector =
        new ClientMasks(helper.publicKey(), key, new SeededRandom(draws.of(number)))
            .mask(
                delta,
                plan.clipUpdateNorm(),
                new FixedPoint(plan.seats(), plan.clipUpdateNorm(), bits),
                context);
    Masked truth =
        new Masked(
            client,
            plan.round(),
            HexFormat.of().formatHex(vector.digest()),
            list(vector.numbers()),
            list(integers(delta, plan.clipUpdateNorm(), bits)),
            sound);
    SplittableRandom again = draws.of(number);
    List<byte[]> secrets = List.of(SeededRandom.bytes(again), SeededRandom.bytes(again));
    int[] without = vector.numbers().clone();
    new MaskStream(secrets.get(0), context).subtractFrom(without, 0, without.length);
    if (!list(without).equals(truth.integers())) {
      throw new IllegalStateException(client + " does not mask what it means to send");
    }
    services.maskings().add(truth, secrets);
    return new Made(truth, vector.seed().bytes());
  }

  /** What a client means to send, by plain arithmetic. */
  private static int[] integers(float[] delta, double clipNorm, int bits) {
    double squares = 0;
    for (float number : delta) {
      squares += (double) number * number;
    }
    double norm = Math.sqrt(squares);
    double factor = norm > clipNorm ? clipNorm / norm : 1;
    int[] integers = new int[delta.length];
    for (int i = 0; i < integers.length; i++) {
      double number = Math.max(-clipNorm, Math.min(clipNorm, delta[i] * factor));
      integers[i] = (int) Math.rint(number * Math.pow(2, bits));
    }
    return integers;
  }

  private static List<Integer> list(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
