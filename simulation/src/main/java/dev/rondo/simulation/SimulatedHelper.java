package dev.rondo.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.local.DirectoryStore;
import dev.rondo.local.SeededRandom;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.ClientMasks;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.client.UpdateMasks;
import dev.rondo.protocol.client.UpdateMasks.Masked;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.MaskSums;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.unmasking.ClientKeys;
import dev.rondo.unmasking.Unmask;
import dev.rondo.unmasking.UnmaskFunction;
import dev.rondo.unmasking.Work;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The helper of secure aggregation and the keys of the virtual clients, in one process. The helper
 * runs the step that it runs on AWS, with a store of its own. All keys and masks are derived from
 * the seed, so this is not private.
 */
final class SimulatedHelper {

  private final DirectoryStore own;
  private final Draws draws;
  private final HelperKey key;

  /**
   * @param own the helper's store
   */
  SimulatedHelper(DirectoryStore own, JobConfig config) {
    this.own = own;
    this.draws = new Draws(config.seed());
    this.key = HelperKey.of(SeededRandom.bytes(draws.of("helper")));
  }

  /** Forgets the rounds of an earlier run, and writes the list of the clients' keys. */
  void begin(JobConfig config) {
    own.deleteAll("seeds/");
    own.deleteAll("unmasked/");
    Map<String, String> keys = new TreeMap<>();
    for (int client = 0; client < config.clients(); client++) {
      String id = VirtualFleet.id(client);
      keys.put(id, key(id).publicKey().base64());
    }
    own.put(ObjectKeys.clientKeys(), Content.of(Json.bytes(new ClientKeys(keys))));
  }

  /** Forgets a round that is repeated from its plan: its clients seal their seeds again. */
  void repeat(String job, int round) {
    forgetSeeds(job, round);
    own.delete(ObjectKeys.unmasked(job, round));
  }

  /** Deletes the seeds of a round that has ended. On AWS a lifecycle rule does this. */
  void forgetSeeds(String job, int round) {
    own.deleteAll(ObjectKeys.sealedSeeds(job, round));
  }

  /** The function that the state machine calls. */
  JsonNode unmask(ObjectStore answers, JsonNode payload) {
    Unmask step = new Unmask(own, answers, key, Unmask.LEAST, Work.inTurn());
    return UnmaskFunction.run(step, answers, payload);
  }

  /** How virtual clients mask their updates. */
  SecureUploads uploads() {
    UpdateMasks masks = this::mask;
    return SecureUploads.of(own, masks);
  }

  private Masked mask(Plan plan, String client, float[] delta) {
    SeededRandom random = new SeededRandom(draws.of(plan.round(), client, "mask"));
    MaskedVector masked =
        new ClientMasks(key.publicKey(), key(client), random)
            .mask(
                delta,
                plan.clipUpdateNorm(),
                MaskSums.numbers(plan),
                new MaskContext(plan.job(), plan.round(), client, MaskTerms.of(plan).text()));
    return new Masked(
        masked.numbers(), HexFormat.of().formatHex(masked.digest()), masked.seed().bytes());
  }

  private ClientKey key(String client) {
    return ClientKey.random(new SeededRandom(draws.of("client-key/" + client)));
  }
}
