package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.ObjectKeys;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The patterns in permissions fit the keys that ObjectKeys builds. */
class KeyPatternsTest {

  static Stream<Arguments> pairs() {
    String digest = "0".repeat(64);
    return Stream.of(
        Arguments.of(StorePatterns.JOB, ObjectKeys.job("job")),
        Arguments.of(StorePatterns.MODEL_CONFIGURATION, ObjectKeys.modelConfiguration("job")),
        Arguments.of(StorePatterns.LATEST, ObjectKeys.latest("job")),
        Arguments.of(StorePatterns.CARD, ObjectKeys.card("job", 1)),
        Arguments.of(StorePatterns.EVALUATION, ObjectKeys.evaluation("job", 1)),
        Arguments.of(StorePatterns.MODEL, ObjectKeys.model("job", 1, digest)),
        Arguments.of(StorePatterns.MODEL, ObjectKeys.optimizerState("job", 1, digest)),
        Arguments.of(StorePatterns.PLAN, ObjectKeys.plan("job", 1)),
        Arguments.of(StorePatterns.PLAYER, ObjectKeys.player("job", 1)),
        Arguments.of(StorePatterns.SEATS, ObjectKeys.seats("job", 1)),
        Arguments.of(StorePatterns.TOKEN, ObjectKeys.token("job", 1)),
        Arguments.of(StorePatterns.CONTRIBUTORS, ObjectKeys.contributors("job", 1)),
        Arguments.of(StorePatterns.CANDIDATES, ObjectKeys.candidates("job", 1)),
        Arguments.of(StorePatterns.UPLOAD, ObjectKeys.upload("job", 1)),
        Arguments.of(StorePatterns.SHARD, ObjectKeys.shard("job", 1, 1)),
        Arguments.of(StorePatterns.DISTANCES, ObjectKeys.distances("job", 1, 1)),
        Arguments.of(StorePatterns.RESULT, ObjectKeys.result("job", 1)),
        Arguments.of(StorePatterns.UPDATES, ObjectKeys.update("job", 1, "client")),
        Arguments.of(StorePatterns.PARTIALS, ObjectKeys.partial("job", 1, 2, digest)),
        Arguments.of(StorePatterns.PARTIALS, ObjectKeys.marker("job", 1, 20, digest)),
        Arguments.of(StorePatterns.PARTIALS, ObjectKeys.groupSum("job", 1, 1)),
        Arguments.of(StorePatterns.GROUP_SUMS, ObjectKeys.groupSum("job", 1, 1)),
        Arguments.of(StorePatterns.REJECTIONS, ObjectKeys.rejected("job", 1, "client")),
        Arguments.of(StorePatterns.NONCE_KEY, ObjectKeys.nonceKey()),
        Arguments.of(StorePatterns.DATA, ObjectKeys.dataShard("mnist", "shard-00000")),
        Arguments.of(StorePatterns.DATA, ObjectKeys.dataIndex("mnist")),
        Arguments.of(StorePatterns.TEST_DATA, ObjectKeys.testData("mnist")),
        Arguments.of(StorePatterns.CLAIM, ObjectKeys.claim("mnist", "shard-00000")));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void fits(String pattern, String key) {
    String regex =
        Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));

    assertThat(key).matches(regex);
  }
}
