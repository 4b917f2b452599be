package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.KeyTemplate;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The patterns in permissions match the keys that ObjectKeys builds. */
class KeyPatternsTest {

  static Stream<Arguments> pairs() {
    String digest = "0".repeat(64);
    return Stream.of(
        Arguments.of(KeyTemplate.JOB.pattern(), ObjectKeys.job("job")),
        Arguments.of(
            KeyTemplate.MODEL_CONFIGURATION.pattern(), ObjectKeys.modelConfiguration("job")),
        Arguments.of(KeyTemplate.LATEST.pattern(), ObjectKeys.latest("job")),
        Arguments.of(KeyTemplate.MANIFEST.pattern(), ObjectKeys.manifest("job", 1)),
        Arguments.of(KeyTemplate.EVALUATION.pattern(), ObjectKeys.evaluation("job", 1)),
        Arguments.of(KeyTemplate.MODEL.pattern(), ObjectKeys.model("job", 1, digest)),
        Arguments.of(KeyTemplate.MODEL.pattern(), ObjectKeys.optimizerState("job", 1, digest)),
        Arguments.of(KeyTemplate.PLAN.pattern(), ObjectKeys.plan("job", 1)),
        Arguments.of(KeyTemplate.PARTICIPATIONS.pattern(), ObjectKeys.participations("job", 1)),
        Arguments.of(KeyTemplate.OWNER.pattern(), ObjectKeys.owner("job", 1)),
        Arguments.of(KeyTemplate.SEATS.pattern(), ObjectKeys.seats("job", 1)),
        Arguments.of(KeyTemplate.TOKEN.pattern(), ObjectKeys.token("job", 1)),
        Arguments.of(KeyTemplate.DECISION.pattern(), ObjectKeys.decision("job", 1)),
        Arguments.of(KeyTemplate.CANDIDATES.pattern(), ObjectKeys.candidates("job", 1)),
        Arguments.of(KeyTemplate.UPLOAD.pattern(), ObjectKeys.upload("job", 1)),
        Arguments.of(KeyTemplate.PART.pattern(), ObjectKeys.part("job", 1, 1)),
        Arguments.of(KeyTemplate.DISTANCES.pattern(), ObjectKeys.distances("job", 1, 1)),
        Arguments.of(KeyTemplate.UNMASK_REQUEST.pattern(), ObjectKeys.unmaskRequest("job", 1)),
        Arguments.of(KeyTemplate.MASK_SUM.pattern(), ObjectKeys.maskSum("job", 1, digest)),
        Arguments.of(
            KeyTemplate.SEALED_SEED.patternOfClient("client"),
            ObjectKeys.sealedSeed("job", 1, "client", digest)),
        Arguments.of(KeyTemplate.UNMASKED.pattern(), ObjectKeys.unmasked("job", 1)),
        Arguments.of(
            KeyTemplate.NOISE_BUFFERS.pattern(), ObjectKeys.noiseBuffers("job", 1, digest)),
        Arguments.of(KeyTemplate.OUTCOME.pattern(), ObjectKeys.outcome("job", 1)),
        Arguments.of(KeyTemplate.RESULT.pattern(), ObjectKeys.result("job", 1)),
        Arguments.of(KeyTemplate.UPDATE.pattern(), ObjectKeys.update("job", 1, "client")),
        Arguments.of(KeyTemplate.PARTIAL.pattern(), ObjectKeys.partial("job", 1, 2, digest)),
        Arguments.of(KeyTemplate.VERDICT.pattern(), ObjectKeys.verdict("job", 1, 20)),
        Arguments.of(KeyTemplate.SEAT_COUNT.pattern(), ObjectKeys.seatCount("job", 1)),
        Arguments.of(KeyTemplate.DUPLICATE.pattern(), ObjectKeys.duplicate("job", 1, "client")),
        Arguments.of(KeyTemplate.PARTIAL.folderPattern(), ObjectKeys.groupSum("job", 1, 1)),
        Arguments.of(KeyTemplate.GROUP_SUM.pattern(), ObjectKeys.groupSum("job", 1, 1)),
        Arguments.of(KeyTemplate.REJECTION.pattern(), ObjectKeys.rejected("job", 1, "client")),
        Arguments.of(KeyTemplate.NONCE_SECRET.pattern(), ObjectKeys.nonceSecret()),
        Arguments.of(KeyTemplate.NOISE_SECRET.pattern(), ObjectKeys.noiseSecret()),
        Arguments.of(
            KeyTemplate.DATA_SHARD.pattern(), ObjectKeys.dataShard("mnist", "shard-00000")),
        Arguments.of(KeyTemplate.DATA_INDEX.pattern(), ObjectKeys.dataIndex("mnist")),
        Arguments.of(KeyTemplate.TEST_DATA.pattern(), ObjectKeys.testData("mnist")),
        Arguments.of(KeyTemplate.LEASE.pattern(), ObjectKeys.lease("mnist", "shard-00000")));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void fits(String pattern, String key) {
    String regex =
        Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));

    assertThat(key).matches(regex);
  }
}
