package dev.rondo.rounds.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Numbers;
import dev.rondo.settings.Problem;
import dev.rondo.settings.RawSettings;
import dev.rondo.settings.YamlFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSettingsTest {

  /**
   * Changes against the defaults, by model: the whole mapping is in JobConfigTest's golden JSON.
   */
  private static final Map<String, String> KUBEFL =
      Map.of(
          "batch_size",
          "64",
          "learning_rate",
          "0.01",
          "momentum",
          "0.5",
          "aggregation",
          "unweighted");

  private static List<String> problems(RawSettings settings) {
    InvalidSettingsException invalid =
        catchThrowableOfType(InvalidSettingsException.class, () -> JobConfig.of(settings));
    assertThat(invalid).as("an invalid configuration").isNotNull();
    assertThat(invalid.getMessage().lines().toList())
        .isEqualTo(invalid.problems().stream().map(Problem::toString).toList());
    return invalid.getMessage().lines().toList();
  }

  @Test
  void kubeflCnnBringsTheDefaultsOfKubefl() {
    JobConfig config = ConfigFixtures.with("model", "kubefl-cnn");
    RawSettings spelledOut = ConfigFixtures.flag("model", "kubefl-cnn");
    for (Map.Entry<String, String> setting : KUBEFL.entrySet()) {
      spelledOut = spelledOut.with(setting.getKey(), setting.getValue(), "test");
    }
    assertThat(config).isEqualTo(JobConfig.of(spelledOut));
    assertThat(config.differences(ConfigFixtures.defaults()))
        .extracting(difference -> difference.substring(0, difference.indexOf(':')))
        .containsExactlyInAnyOrder(
            "job", "model", "batch_size", "learning_rate", "momentum", "aggregation");
  }

  @Test
  void kubeflDefaultsGiveWayToWhatIsSet() {
    RawSettings settings = ConfigFixtures.flag("model", "kubefl-cnn").with("momentum", "0", "test");
    assertThat(JobConfig.of(settings).momentum()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"100, 0.1, 10, 5", "10, 0.3, 3, 2", "10, 0, 1, 1", "10, 1, 10, 5"})
  void quorumIsTheCohortAndMinimumHalfOfIt(
      String clients, String fraction, int quorum, int minimum) {
    RawSettings settings =
        ConfigFixtures.flag("clients", clients).with("fraction", fraction, "test");
    assertThat(JobConfig.of(settings).quorum()).isEqualTo(quorum);
    assertThat(JobConfig.of(settings).minimum()).isEqualTo(minimum);
  }

  @Test
  void anEmptyFileIsTheDefaults() {
    for (String text : List.of("", "---\n", "# nothing\n", "{}", "~")) {
      assertThat(JobConfig.of(YamlFile.parse("job.yaml", text)))
          .isEqualTo(ConfigFixtures.defaults());
    }
  }

  static Stream<Arguments> goodValues() {
    return ConfigFixtures.GOOD.entrySet().stream()
        .flatMap(entry -> entry.getValue().stream().map(v -> Arguments.of(entry.getKey(), v)));
  }

  @ParameterizedTest
  @MethodSource("goodValues")
  void yamlAndFlagGiveTheSameRecord(String key, String value) {
    JobConfig byFlag = ConfigFixtures.with(key, value);
    for (String line : List.of(key + ": " + value, key + ": '" + value + "'")) {
      RawSettings yaml = ConfigFixtures.context(key).merge(ConfigFixtures.yaml(line));
      assertThat(JobConfig.of(yaml)).as(line).isEqualTo(byFlag);
    }
  }

  @Test
  void goodValuesCoverEveryKey() {
    Set<String> keys =
        JobFields.SCHEMA.fields().stream().map(Field::key).collect(Collectors.toSet());
    assertThat(ConfigFixtures.GOOD.keySet()).isEqualTo(keys);
  }

  @Provide
  Arbitrary<JobConfig> configs() {
    return ConfigFixtures.configs();
  }

  @Property
  void everyRecordCanBeWrittenAsYamlAndAsFlags(@ForAll("configs") JobConfig config) {
    StringBuilder yaml = new StringBuilder();
    RawSettings flags = RawSettings.empty();
    for (Field<?> field : JobFields.SCHEMA.fields()) {
      if (!text(field, config).isEmpty()) { // In YAML, no text is no line.
        yaml.append(field.key()).append(": ").append(text(field, config)).append('\n');
      }
      flags = flags.with(field.key(), text(field, config), Naming.FLAG.name(field.key()));
    }
    assertThat(JobConfig.of(YamlFile.parse("job.yaml", yaml.toString()))).isEqualTo(config);
    assertThat(JobConfig.of(flags)).isEqualTo(config);
  }

  private static <T> String text(Field<T> field, JobConfig config) {
    return field.kind().text(config.get(field));
  }

  @Test
  void flagsWinOverYaml() {
    RawSettings yaml = ConfigFixtures.yaml("clients: 20", "epochs: 5");
    JobConfig config = JobConfig.of(yaml.merge(ConfigFixtures.flag("clients", "30")));
    assertThat(config.clients()).isEqualTo(30);
    assertThat(config.epochs()).isEqualTo(5);
  }

  @Test
  void allProblemsAreReportedTogetherInTheOrderOfTheirPlaces() {
    RawSettings settings =
        ConfigFixtures.yaml(
                "clients: many",
                "cleints: 5",
                "rounds: 1",
                "rounds: 2",
                "seed: [1, 2]",
                "model:",
                "epochs: &a 5",
                "batch_size: !!int 5",
                "dataset: true",
                "split: random",
                "momentum: 1")
            .merge(ConfigFixtures.flag("learning_rate", "fast"));
    assertThat(problems(settings))
        .containsExactly(
            "--learning-rate must be a number above 0 and at most 1000, but is \"fast\" (default:"
                + " 0.1; 0.01 for kubefl-cnn)",
            "job.yaml:1: clients must be a whole number from 1 to 1000000, but is \"many\""
                + " (default: 100)",
            "job.yaml:2: unknown setting \"cleints\". Did you mean \"clients\"?",
            "job.yaml:4: rounds is already set at job.yaml:3; keep one of them",
            "job.yaml:5: seed must be a whole number from -9223372036854775808 to"
                + " 9223372036854775807, but is a list (default: 1)",
            "job.yaml:6: model has no value; write one after the colon or remove the line",
            "job.yaml:7: epochs has an anchor (&); remove it, settings cannot refer to each other",
            "job.yaml:8: batch_size has a tag (tag:yaml.org,2002:int); remove it",
            "job.yaml:9: dataset must be text of 1 to 1024 characters without line breaks or"
                + " control characters, but is a boolean; put text in quotes (default: mnist)",
            "job.yaml:10: split must be iid, shards:N or labels:N (N a whole number from 1 to"
                + " 1000000), or dirichlet:A (A a number above 0 and at most 1000000), but is"
                + " \"random\" (default: iid)",
            "job.yaml:11: momentum must be a number from 0 to below 1, but is \"1\" (default: 0;"
                + " 0.5 for kubefl-cnn)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          clients | 0, 1000001, 1.5, true, 0x10, 1_000, '', NaN, 1e999999999, 1e-5, ten, +-1, 1e3x
          fraction | -0.1, 1.1, NaN, .inf, Infinity, 1e999, 0.1f, 0x1p3
          learning_rate | 0, -0.1, .nan, 1001, 1e-999
          momentum | 1, -1
          server_momentum | 1
          server_optimizer | adam, FedAdam
          server_beta1 | 1, -0.1
          server_beta2 | 1
          server_tau | 0
          deadline_seconds | 0, 432001
          over_selection | 0.9, 1001
          seed | 9223372036854775808, 1.5, x
          roles | w=median, w, w=
          split | IID, shards, shards:0, shards:1.5, labels:, dirichlet:0, dirichlet:NaN, dirichlet:-1, iid:3
          aggregation | WEIGHTED, mean
          stragglers | 0.2, 0.2:0.5, 2:10, 0.2:NaN, :, none:1
          job | Upper, -a, a_b, a/b, ''
          quorum | 0
          minimum | 0
          rounds | 0
          target_accuracy | 97
          """)
  void valuesOutOfBoundsAreRefusedInYamlAndFlagsAlike(String key, String values) {
    for (String value : values.split(", ")) {
      String bare = value.equals("''") ? "" : value;
      String flag = problems(ConfigFixtures.flag(key, bare)).get(0);
      String yaml = problems(ConfigFixtures.yaml(key + ": '" + bare + "'")).get(0);
      assertThat(flag).startsWith("--" + key.replace('_', '-') + " must be ");
      assertThat(yaml).startsWith("job.yaml:1: " + key + " must be ");
      assertThat(yaml.substring(yaml.indexOf("must")))
          .isEqualTo(flag.substring(flag.indexOf("must")));
    }
  }

  @Test
  void longTextIsCutAndControlCharactersAreNotEchoed() {
    assertThat(problems(ConfigFixtures.flag("dataset", "a\n\u001b[31m" + "b".repeat(100_000))))
        .singleElement()
        .asString()
        .contains("is \"a??[31mbbb")
        .hasSizeLessThan(300);
    assertThat(problems(ConfigFixtures.flag("clients", "9".repeat(1_000_000)))).hasSize(1);
  }

  @Test
  void aQuorumAboveTheSeatsNamesBoth() {
    assertThat(problems(ConfigFixtures.yaml("clients: 100", "quorum: 11")))
        .containsExactly(
            "job.yaml:2: quorum is 11, but a round has only 10 seats: lower quorum to at most 10,"
                + " or raise fraction or over_selection");
  }

  @Test
  void aMinimumAboveTheQuorumNamesBoth() {
    assertThat(problems(ConfigFixtures.flag("minimum", "11")))
        .containsExactly(
            "--minimum is 11, but quorum is 10: lower minimum to at most 10, or raise quorum");
  }

  @Test
  void moreSeatsThanClientsSayWhatToChange() {
    assertThat(problems(ConfigFixtures.yaml("clients: 10", "fraction: 1", "over_selection: 1.3")))
        .containsExactly(
            "job.yaml:3: over_selection of 1.3 gives 13 seats for 10 updates, but each seat needs"
                + " its own client and there are only 10 clients: lower over_selection to at most"
                + " 1, or fraction to at most 0.7");
  }

  @Test
  void aMisspeltKeyCausesNoFollowUpProblems() {
    assertThat(problems(ConfigFixtures.yaml("cleints: 1000", "quorum: 100")))
        .containsExactly("job.yaml:1: unknown setting \"cleints\". Did you mean \"clients\"?");
  }

  @ParameterizedTest
  @CsvSource({
    "learning-rate, learning_rate",
    "learningRate, learning_rate",
    "round, rounds",
    "Model, model",
    "quorom, quorum",
    "server_learningrate, server_learning_rate"
  })
  void aMisspeltKeyIsAnsweredByTheClosest(String key, String meant) {
    assertThat(problems(ConfigFixtures.flag(key, "1")).get(0))
        .endsWith("unknown flag. Did you mean \"--" + meant.replace('_', '-') + "\"?");
    assertThat(problems(ConfigFixtures.yaml(key + ": 1")).get(0))
        .endsWith("Did you mean \"" + meant + "\"?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"frobnicate", "<<", "''"})
  void aKeyLikeNoOtherIsAnsweredByAllKeys(String key) {
    assertThat(problems(ConfigFixtures.yaml(key + ": 1")).get(0))
        .contains("unknown setting")
        .contains("Known: job, model, dataset");
  }

  @Test
  void defaultJobNamesAreValidWhateverTheModel() {
    assertThat(ConfigFixtures.with("model", "/home/Ann/My Net.v2.json").job())
        .matches("my-net-v2-iid-[0-9a-f]{8}");
    assertThat(ConfigFixtures.with("model", "x".repeat(500)).job()).hasSize(63);
    assertThat(ConfigFixtures.with("model", "模型.json").job()).matches("iid-[0-9a-f]{8}");
    assertThat(JobConfig.of(ConfigFixtures.yaml("split: dirichlet:0.50")).job())
        .isEqualTo(ConfigFixtures.with("split", "dirichlet:0.5").job())
        .matches("mcmahan-2nn-dirichlet-0-5-[0-9a-f]{8}");
  }

  @Test
  void defaultJobNamesIgnoreOnlyHowLongTheJobGoesOn() {
    String name = ConfigFixtures.defaults().job();
    for (Map.Entry<String, List<String>> entry : ConfigFixtures.GOOD.entrySet()) {
      String key = entry.getKey();
      JobConfig config = ConfigFixtures.with(key, entry.getValue().get(0));
      boolean same = config.differences(ConfigFixtures.defaults()).isEmpty();
      assertThat(config.job().equals(name)).as(key).isEqualTo(same);
    }
    assertThat(ConfigFixtures.with("rounds", "7").job()).isEqualTo(name);
    assertThat(ConfigFixtures.with("target_accuracy", "0").job()).isEqualTo(name);
  }

  @Property
  void numbersAreWrittenInTheShortestWayThatReadsBack(@ForAll("bits") long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isFinite(value)) {
      assertThat(Numbers.real(Numbers.text(value))).contains(value + 0.0);
    }
  }

  @Provide
  Arbitrary<Long> bits() {
    return Arbitraries.longs();
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "600, 600",
    "1e-9, 1E-9",
    "2e23, 2E+23",
    "-0.0, 0",
    "1e14, 100000000000000",
    "0.000001, 0.000001"
  })
  void numbersHaveOneText(double value, String text) {
    assertThat(Numbers.text(value)).isEqualTo(text);
  }

  /** With fewer updates a rule would protect nobody: trimmed:0.1 of nine trims no one. */
  @ParameterizedTest
  @CsvSource({"trimmed:0.1, 10", "krum:2, 7", "median, 3"})
  void aJobIsRefusedWhoseMinimumIsBelowWhatItsRuleNeeds(String rule, int least) {
    RawSettings settings =
        ConfigFixtures.flag("aggregation", rule)
            .merge(ConfigFixtures.flag("quorum", "10"))
            .merge(ConfigFixtures.flag("minimum", Integer.toString(least - 1)));

    assertThat(problems(settings))
        .containsExactly(
            "--minimum is %1$s, but aggregation %2$s needs %3$s updates: raise minimum (and quorum) to at least %3$s, or choose a rule that needs fewer"
                .formatted(least - 1, rule, least));
    assertThat(
            JobConfig.of(settings.merge(ConfigFixtures.flag("minimum", Integer.toString(least))))
                .minimum())
        .isEqualTo(least);
  }
}
