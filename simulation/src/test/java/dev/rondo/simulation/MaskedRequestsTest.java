package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.ClientMasks;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.MaskRange;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.MaskSums;
import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.PartRequests;
import dev.rondo.rounds.cost.Protection;
import dev.rondo.rounds.cost.RealRound;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.unmasking.ClientKeys;
import dev.rondo.unmasking.Unmask;
import dev.rondo.unmasking.UnmaskFunction;
import dev.rondo.unmasking.Work;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests of rounds with masks, in both accounts, are those of the model of costs. */
class MaskedRequestsTest {

  private static final int RANGE = 4 * 16;

  /** The helper's function, and the keys of all clients. */
  private static final class Helper implements RealRound.Helper {

    private final SecureRandom random = new SecureRandom();
    private final HelperKey key = HelperKey.random(random);
    private final Map<String, ClientKey> clients = new TreeMap<>();

    @Override
    public Masked mask(Plan plan, String client, float[] delta) {
      ClientKey own = clients.computeIfAbsent(client, any -> ClientKey.random(random));
      MaskedVector masked =
          new ClientMasks(key.publicKey(), own, random)
              .mask(
                  delta,
                  plan.clipUpdateNorm(),
                  MaskSums.numbers(plan),
                  new MaskContext(plan.job(), plan.round(), client, MaskTerms.of(plan).text()));
      return new Masked(
          masked.numbers(), HexFormat.of().formatHex(masked.digest()), masked.seed().bytes());
    }

    @Override
    public void enroll(ObjectStore own) {
      Map<String, String> keys = new TreeMap<>();
      clients.forEach((client, secret) -> keys.put(client, secret.publicKey().base64()));
      own.put(ObjectKeys.clientKeys(), Content.of(Json.bytes(new ClientKeys(keys))));
    }

    @Override
    public void answer(ObjectStore own, ObjectStore jobs, Plan plan, MaskRange range) {
      JsonNode payload =
          JsonNodeFactory.instance
              .objectNode()
              .put("job", plan.job())
              .put("round", plan.round())
              .put("from", range.from())
              .put("to", range.to());
      Unmask step = new Unmask(own, jobs, key, Unmask.LEAST, Work.inTurn());
      assertThat(UnmaskFunction.run(step, jobs, payload).has("masks")).isTrue();
    }
  }

  /**
   * @param buffers of the noise, 0 for independent noise and -1 for none
   */
  private static RoundShape shape(
      int updates, int batches, int parameters, int groups, int buffers) {
    Protection noise = buffers < 0 ? Protection.NONE : Protection.blt(buffers);
    return new RoundShape(updates, batches, parameters, 60, true, groups, true)
        .with(noise.withMasks());
  }

  private static void assertCommitted(RoundResult result, int updates) {
    assertThat(result.status()).isEqualTo(RoundResult.Status.COMMITTED);
    assertThat(result.accepted()).isEqualTo(updates);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1, 0, 1, -1",
    "10, 4, 0, 1, -1",
    "10, 4, 0, 3, -1",
    "10, 10, 0, 1, -1",
    "10, 8, 3, 1, -1",
    "100, 34, 7, 1, -1",
    "10, 4, 0, 1, 0",
    "10, 4, 0, 1, 2",
    "10, 4, 0, 3, 0",
    "10, 8, 3, 3, 2",
  })
  void ofAWholeModel(int updates, int batches, int groups, int round, int buffers) {
    RoundShape shape = shape(updates, batches, TestJob.CLIENTS, groups, buffers);
    RealRound done = new RealRound(shape, 0, Reads.oneByOne(), new Helper());
    assertCommitted(done.run(round), updates);

    for (Caller part : Caller.values()) {
      long invocations = RoundRequests.invocations(part, shape);
      Requests more = round == 1 ? Requests.NONE : RoundRequests.moreInLaterRounds(part, shape);
      assertThat(RoundRequests.of(part, shape).plus(more))
          .as(part.title())
          .isEqualTo(done.requests(part).plus(ofHandlers(part, invocations)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10, 4, 3, 100, 1, -1",
    "10, 1, 3, 100, 2, -1",
    "100, 34, 5, 333, 1, -1",
    "20, 4, 16, 1000, 1, -1",
    "10, 4, 3, 100, 1, 2",
    "10, 4, 3, 100, 2, 0",
    "10, 4, 5, 100, 3, 2"
  })
  void ofAModelInParts(
      int updates, int batches, int parts, int parameters, int round, int buffers) {
    RoundShape shape = shape(updates, batches, parameters, 0, buffers);
    Reads reads = new Reads(Runnable::run, 1, RANGE, 1 << 20);
    RealRound done = new RealRound(shape, parts, reads, new Helper());
    assertCommitted(done.run(round), updates);

    PartRequests model = new PartRequests(shape, parts, RANGE);
    for (Caller part : Caller.values()) {
      Requests handlers =
          switch (part) {
            // The first run also looks for candidates.
            case AGGREGATE -> ofHandlers(part, 3).plus(new Requests(0, 1, 0, 0));
            case FOLD_PART -> ofHandlers(part, parts);
            default -> ofHandlers(part, RoundRequests.invocations(part, shape));
          };
      Requests more = round == 1 ? Requests.NONE : model.moreInLaterRounds(part);
      assertThat(model.of(part).plus(more))
          .as(part.title())
          .isEqualTo(done.requests(part).plus(handlers));
    }
  }

  private static Requests ofHandlers(Caller part, long invocations) {
    return part.isFunction() ? RoundRequests.ofHandlers(part, invocations) : Requests.NONE;
  }
}
