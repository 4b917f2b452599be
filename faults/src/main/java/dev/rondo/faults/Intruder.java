package dev.rondo.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.faults.service.BucketView;
import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.Lambda;
import dev.rondo.faults.service.Masked;
import dev.rondo.faults.service.World;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.HelperNoise;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.MaskedUpdates;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Somebody in the account of the job who wants to see an update: while a round runs, he asks the
 * helper for the masks of other contributors than the round has. The difference of two sums would
 * be what he wants.
 */
final class Intruder {

  private final Services services;
  private final World world;
  private final Lambda lambda;
  private final Helper helper;
  private final String function;

  /**
   * @param function the helper's
   */
  Intruder(Services services, Lambda lambda, Helper helper, String function) {
    this.services = services;
    this.world = services.world();
    this.lambda = lambda;
    this.helper = helper;
    this.function = function;
  }

  /** An object of a round has been written. */
  void sees(String key) {
    Optional<Integer> round =
        ObjectKeys.parseUpdate(key)
            .map(update -> update.round())
            .or(() -> ObjectKeys.parseRound(key).filter(r -> key.equals(request(r))));
    if (round.isPresent() && world.mischief().strikes(Fault.OTHERS_UNMASKED, key)) {
      int requests = 1 + draws().nextInt(2);
      for (int i = 0; i < requests; i++) {
        world
            .fibers()
            .after(world.about(10.0 * world.latency().toMillis()), () -> ask(round.get()));
      }
    }
  }

  private String request(int round) {
    return ObjectKeys.unmaskRequest(services.scenario().config().job(), round);
  }

  private SplittableRandom draws() {
    return world.mischief().draws(Fault.OTHERS_UNMASKED);
  }

  private void ask(int round) {
    String job = services.scenario().config().job();
    MaskedUpdates others = new MaskedUpdates(job, round, others(round), terms(round));
    int coordinates = services.scenario().layout().parameterCount();
    int from = draws().nextBoolean() ? 0 : draws().nextInt(coordinates);
    ObjectNode payload =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", job)
            .put("round", round)
            .put("from", from)
            .put("to", coordinates);
    world.trace().step("intruder", () -> "asks for " + others.updates().size() + " contributors");
    lambda.call(
        function,
        run ->
            helper.unmask(
                run, new Forged(services.store(run.actor()), request(round), others), payload),
        new Lambda.Answer<JsonNode>() {
          @Override
          public void succeeded(JsonNode value) {
            world.trace().step("intruder", () -> "hears " + value);
          }

          @Override
          public void failed(String errorType, String message) {
            // He asks again another time.
          }
        });
  }

  /** The terms that clients were told, or with less noise, or with larger steps. */
  private MaskTerms terms(int round) {
    String job = services.scenario().config().job();
    MaskTerms told =
        MaskTerms.of(
            new Documents(new BucketView(services.bucket()))
                .require(ObjectKeys.plan(job, round), Plan.class));
    return switch (draws().nextInt(4)) {
      case 0 -> with(told, told.fractionBits(), Optional.empty());
      case 1 ->
          with(
              told,
              told.fractionBits(),
              Optional.of(HelperNoise.of(1, List.of(), Optional.empty())));
      case 2 -> with(told, told.fractionBits() - 4, told.noise());
      default -> told;
    };
  }

  private static MaskTerms with(MaskTerms told, int bits, Optional<HelperNoise> noise) {
    return new MaskTerms(bits, told.seats(), told.clipNorm(), told.coordinates(), noise);
  }

  /** The contributors without one of them, or some of those who have masked an update. */
  private List<MaskedUpdate> others(int round) {
    Optional<MaskedUpdates> known =
        new Documents(new BucketView(services.bucket())).read(request(round), MaskedUpdates.class);
    if (known.isPresent() && draws().nextBoolean()) {
      List<MaskedUpdate> fewer = new ArrayList<>(known.get().updates());
      fewer.remove(draws().nextInt(fewer.size()));
      return fewer;
    }
    TreeMap<String, MaskedUpdate> some = new TreeMap<>();
    for (Masked masked : services.maskings().ofRound(round)) {
      // He leaves out most of the other ids of a client, because the helper knows none of them.
      double chance = masked.client().contains(Agents.OTHER_ID) ? 0.05 : 0.85;
      if (draws().nextDouble() < chance) {
        some.put(masked.client(), new MaskedUpdate(masked.client(), masked.digest()));
      }
    }
    return List.copyOf(some.values());
  }

  /** The bucket with another list of contributors, which is there while the helper looks. */
  private static final class Forged extends ForwardingStore {
    private final String key;
    private final byte[] list;

    Forged(ObjectStore store, String key, MaskedUpdates others) {
      super(store);
      this.key = key;
      this.list = Json.bytes(others);
    }

    @Override
    public Optional<StoredObject> get(String wanted) {
      return wanted.equals(key)
          ? Optional.of(
              new StoredObject(
                  new ObjectInfo(key, list.length, "forged"), new ByteArrayInputStream(list)))
          : super.get(wanted);
    }
  }
}
