package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.MaskedUpdates;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.cost.Requests;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/**
 * A masked round of ten clients on the control stack and the helper's, beside a plain one; and what
 * neither side, nor a client, may do.
 */
class HelperTest {

  private static TwoStacks stacks;
  private static MaskedJob masked;
  private static MaskedJob plain;
  private static RoundFigures ofMasked;
  private static RoundFigures ofPlain;

  @BeforeAll
  static void deployAndRunRounds() {
    Assumptions.assumeTrue(
        Cloud.isInstalled("cdk"), "'cdk' is not on the PATH; .ci/run installs it");
    stacks = TwoStacks.deployed();
    plain = MaskedJob.plain(stacks, "plain");
    masked = MaskedJob.masked(stacks, "masked");
    // The first rounds start all processes, which is not compared.
    plain.run(1);
    masked.run(1);
    ofPlain = RoundFigures.of(stacks, plain, 2);
    ofMasked = RoundFigures.of(stacks, masked, 2);
    System.out.print(RoundFigures.table(ofPlain, ofMasked));
  }

  @AfterAll
  static void end() {
    if (stacks != null) {
      stacks.close();
    }
  }

  @Test
  void aMaskedRoundHasTheModelOfThePlainOne() {
    assertThat(masked.model(2)).isEqualTo(plain.model(2)).contains(0.2f);
    assertThat(stacks.control().emulator().linesWith("Mock response")).isEmpty();
  }

  /** Of ten contributors. The list of keys and the seeds are read once, and the set is frozen. */
  @Test
  void theHelperAddsThisManyRequests() {
    assertThat(ofMasked.helper())
        .as("%s", ofMasked.helperRequests())
        .isEqualTo(new Requests(TwoStacks.CLIENTS + 1, TwoStacks.CLIENTS + 2, 0, 0));
    assertThat(ofPlain.helper()).isEqualTo(Requests.NONE);
    // Unmask with its range, and Aggregate and the choice once more.
    assertThat(ofMasked.transitions() - ofPlain.transitions()).isEqualTo(4);
  }

  /** Numbers of four bytes with and without a mask; and a seed. */
  @Test
  void aClientUploadsAsManyBytesAndASeed() {
    assertThat(ofMasked.uploaded()).isCloseTo(ofPlain.uploaded(), within(2_000L));
    assertThat(ofMasked.seeds()).isEqualTo(145L * TwoStacks.CLIENTS);
  }

  @Test
  void noRoleOfTheControlStackReadsSeedsOrKeysOfTheHelper() {
    List<String> withheld =
        List.of(
            aSeed(),
            ObjectKeys.unmasked(masked.id(), 1),
            ObjectKeys.helperKey(),
            ObjectKeys.clientKeys());
    List<String> roles = AssumedRole.ofStack(stacks.control(), Cloud.STACK);

    assertThat(roles).hasSizeGreaterThanOrEqualTo(9);
    for (String arn : roles) {
      try (AssumedRole role = new AssumedRole(stacks.control(), arn)) {
        ObjectStore helper = role.store(stacks.helperBucket());
        for (String key : withheld) {
          assertThatThrownBy(() -> helper.get(key))
              .as("%s reads %s", arn, key)
              .isInstanceOf(ForbiddenException.class);
        }
        assertThatThrownBy(() -> helper.list("seeds/"))
            .as(arn)
            .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> helper.put(ObjectKeys.clientKeys(), content()))
            .as(arn)
            .isInstanceOf(ForbiddenException.class);
      }
    }
  }

  @Test
  void theHelperReadsNoUpdateAndNoModel() {
    List<String> withheld =
        List.of(
            ObjectKeys.update(masked.id(), 1, TwoStacks.client(0)),
            ObjectKeys.update(plain.id(), 1, TwoStacks.client(0)),
            ObjectKeys.decision(masked.id(), 1),
            ObjectKeys.manifest(masked.id(), 1),
            ObjectKeys.job(masked.id()),
            ObjectKeys.noiseSecret());
    try (AssumedRole role = new AssumedRole(stacks.control(), stacks.helper("HelperRoleArn"))) {
      ObjectStore jobs = role.store(stacks.jobBucket());

      for (String key : withheld) {
        assertThatThrownBy(() -> jobs.get(key)).as(key).isInstanceOf(ForbiddenException.class);
      }
      assertThat(jobs.get(ObjectKeys.unmaskRequest(masked.id(), 1))).isPresent();
      assertThatThrownBy(() -> jobs.list("updates/")).isInstanceOf(ForbiddenException.class);
      assertThatThrownBy(
              () -> jobs.putIfAbsent(ObjectKeys.update("masked", 9, "clinic-0"), content()))
          .isInstanceOf(ForbiddenException.class);
    }
  }

  @Test
  void onlyRoundsCallTheHelper() {
    List<String> refused =
        AssumedRole.ofStack(stacks.control(), Cloud.STACK).stream()
            .filter(arn -> !arn.contains("MachinesRoundRole"))
            .toList();
    assertThat(refused).hasSizeGreaterThanOrEqualTo(8);
    for (String arn : refused) {
      try (AssumedRole role = new AssumedRole(stacks.control(), arn)) {
        assertThatThrownBy(() -> call(role.lambda(), payload(1)))
            .as(arn)
            .isInstanceOf(LambdaException.class)
            .hasMessageContaining("not authorized to perform: lambda:InvokeFunction");
      }
    }
    assertThatThrownBy(() -> call(stacks.at(0).user().clients().lambda(), payload(1)))
        .isInstanceOf(LambdaException.class)
        .hasMessageContaining("not authorized to perform: lambda:InvokeFunction");
  }

  /** Whoever aggregates may write what it likes into its own bucket. */
  @Test
  void anotherSetOfContributorsForTheSameRoundIsRefused() {
    String round = roleOf("MachinesRoundRole");
    String key = ObjectKeys.unmaskRequest(masked.id(), 1);
    MaskedUpdates first = stacks.control().documents().require(key, MaskedUpdates.class);
    MaskedUpdates without =
        new MaskedUpdates(
            first.job(),
            first.round(),
            first.updates().subList(1, first.updates().size()),
            first.terms());
    try (AssumedRole role = new AssumedRole(stacks.control(), round)) {
      assertThat(call(role.lambda(), payload(1)).path("masks").asText())
          .startsWith("masks/masked/");
      stacks.control().store().put(key, Content.of(Json.bytes(without)));

      JsonNode answer = call(role.lambda(), payload(1));

      assertThat(answer.path("detail").asText()).contains("There is no second sum for a round");
      assertThat(answer.has("masks")).isFalse();
    } finally {
      stacks.control().store().put(key, Content.of(Json.bytes(first)));
    }
  }

  @Test
  void aClientWritesItsOwnSeedsAndReadsNone() {
    ObjectStore own = stacks.at(0).helper();
    String mine = ObjectKeys.sealedSeed("masked", 77, TwoStacks.client(0), "0".repeat(64));
    String others = ObjectKeys.sealedSeed("masked", 77, TwoStacks.client(1), "0".repeat(64));

    own.putIfAbsent(mine, content());

    assertThat(stacks.helperStore().get(mine)).isPresent();
    assertThatThrownBy(() -> own.putIfAbsent(others, content()))
        .isInstanceOf(ForbiddenException.class);
    for (String key : List.of(mine, aSeed(), ObjectKeys.clientKeys(), ObjectKeys.helperKey())) {
      assertThatThrownBy(() -> own.get(key)).as(key).isInstanceOf(ForbiddenException.class);
    }
    assertThatThrownBy(() -> own.putIfAbsent(ObjectKeys.unmasked("masked", 77), content()))
        .isInstanceOf(ForbiddenException.class);
  }

  private static String roleOf(String part) {
    return AssumedRole.ofStack(stacks.control(), Cloud.STACK).stream()
        .filter(arn -> arn.contains(part))
        .findFirst()
        .orElseThrow();
  }

  private static String aSeed() {
    return stacks.helperStore().list(ObjectKeys.sealedSeeds(masked.id(), 1)).get(0).key();
  }

  private static Content content() {
    return Content.of(new byte[145]);
  }

  private static String payload(int round) {
    return "{\"job\":\"masked\",\"round\":%s,\"from\":0,\"to\":%s}"
        .formatted(round, MaskedJob.LAYOUT.parameterCount());
  }

  private static JsonNode call(LambdaClient lambda, String payload) {
    InvokeResponse response =
        lambda.invoke(
            request ->
                request
                    .functionName(stacks.helper("HelperFunctionArn"))
                    .payload(SdkBytes.fromUtf8String(payload)));
    return Json.parse(response.payload().asByteArray(), JsonNode.class, "answer");
  }
}
