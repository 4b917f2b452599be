package dev.rondo.rounds.job;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Numbers;
import dev.rondo.settings.Problem;
import dev.rondo.settings.RawSettings;
import java.lang.reflect.Method;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigTest {

  /** What may differ between two runs of a job. */
  private static final List<String> CHANGEABLE =
      List.of("rounds", "target_accuracy", "target_metric", "target_value", "client_evaluation");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String GOLDEN =
      """
      {
        "job" : "mcmahan-2nn-iid-DIGEST",
        "model" : "mcmahan-2nn",
        "dataset" : "mnist",
        "label" : "",
        "header" : "auto",
        "ignore_columns" : "",
        "scale" : "none",
        "split" : "iid",
        "clients" : 100,
        "examples_per_client" : 0,
        "fraction" : 0.1,
        "rounds" : 100,
        "target_accuracy" : 0.97,
        "target_metric" : "accuracy",
        "target_value" : "0.97",
        "epochs" : 1,
        "batch_size" : 10,
        "learning_rate" : 0.1,
        "momentum" : 0.0,
        "prox_mu" : 0.0,
        "clip" : 0.0,
        "trainer_config" : "",
        "server_optimizer" : "fedavg",
        "server_learning_rate" : 1.0,
        "server_momentum" : 0.0,
        "server_beta1" : 0.9,
        "server_beta2" : 0.99,
        "server_tau" : 0.001,
        "aggregation" : "weighted",
        "quorum" : 10,
        "minimum" : 5,
        "over_selection" : 1.0,
        "deadline_seconds" : 600.0,
        "max_update_norm" : 0.0,
        "clip_update_norm" : 0.0,
        "max_examples" : 0,
        "max_weight_ratio" : 10.0,
        "encoding" : "f32",
        "roles" : "",
        "privacy" : "none",
        "privacy_epsilon" : 0.0,
        "privacy_delta" : 1.0E-5,
        "privacy_sampling" : "none",
        "privacy_cool_down" : 0,
        "privacy_cap" : 0,
        "privacy_blt" : "",
        "privacy_noise" : 0.0,
        "secure_aggregation" : "none",
        "helper_function" : "",
        "seed" : 1,
        "evaluate_every" : 1,
        "client_evaluation" : "false",
        "drop_out" : 0.0,
        "stragglers" : "none"
      }\
      """;

  @Provide
  Arbitrary<JobConfig> configs() {
    return ConfigFixtures.configs();
  }

  @Test
  void defaultsAsJsonAreTheGoldenDocument() throws JsonProcessingException {
    JobConfig defaults = ConfigFixtures.defaults();
    assertThat(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(defaults.toJson()))
        .isEqualTo(GOLDEN.replace("mcmahan-2nn-iid-DIGEST", defaults.job()));
  }

  @Test
  void theNameOfTheDefaultJobNeverChanges() {
    assertThat(ConfigFixtures.defaults().job()).isEqualTo("mcmahan-2nn-iid-425c38b4");
  }

  @Property
  void jsonComesBackAsTheSameRecord(@ForAll("configs") JobConfig config)
      throws JsonProcessingException {
    String text = MAPPER.writeValueAsString(config.toJson());
    assertThat(JobConfig.fromJson(config.toJson())).isEqualTo(config);
    assertThat(JobConfig.fromJson(MAPPER.readTree(text))).isEqualTo(config);
    assertThat(MAPPER.readTree(text)).isEqualTo(config.toJson());
  }

  @Test
  void jsonWithMissingUnknownAndMistypedKeysNamesThemAll() {
    ObjectNode json = ConfigFixtures.defaults().toJson();
    json.remove("rounds");
    json.put("learning_rat", 0.1).put("clients", "100").put("model", 5).putNull("seed");
    InvalidSettingsException invalid =
        catchThrowableOfType(InvalidSettingsException.class, () -> JobConfig.fromJson(json));
    assertThat(invalid.problems())
        .extracting(Problem::place)
        .containsExactly("clients", "learning_rat", "model", "rounds", "seed");
  }

  @Test
  void jsonThatIsNoObjectIsRefused() {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> JobConfig.fromJson(MAPPER.createArrayNode()))
        .withMessageContaining("JSON object");
  }

  @Test
  void serverMomentumIsNotForAnAdaptiveOptimizer() {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(
            () ->
                JobConfig.of(
                    RawSettings.empty()
                        .with("server_momentum", "0.9", "--server-momentum")
                        .with("server_optimizer", "fedadam", "--server-optimizer")))
        .withMessageContaining(
            "applies to fedavg only, but server_optimizer is fedadam: set server_beta1 instead");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fedavg     | server_beta1 | 0.5   | fedadagrad, fedadam and fedyogi | set server_momentum instead
          fedavg     | server_beta2 | 0.999 | fedadam and fedyogi | choose one of them or remove server_beta2
          fedadagrad | server_beta2 | 0.999 | fedadam and fedyogi | choose one of them or remove server_beta2
          fedavg     | server_tau   | 1e-8  | fedadagrad, fedadam and fedyogi | choose one of them or remove server_tau
          """)
  void aSettingThatTheServerOptimizerIgnoresIsRefused(
      String optimizer, String key, String value, String others, String advice) {
    RawSettings settings = ConfigFixtures.flag("server_optimizer", optimizer);
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> JobConfig.of(settings.merge(ConfigFixtures.flag(key, value))))
        .withMessageContaining(
            "%s applies to %s only, but server_optimizer is %s: %s",
            "--" + key.replace('_', '-'), others, optimizer, advice);
  }

  @ParameterizedTest
  @CsvSource({
    "fedavg, server_beta1, 0.90",
    "fedavg, server_beta2, .99",
    "fedavg, server_tau, 1e-3",
    "fedadagrad, server_beta1, 0.5",
    "fedadagrad, server_tau, 1e-8",
    "fedyogi, server_beta2, 0.999"
  })
  void aDefaultFitsEveryServerOptimizerAndAnotherValueTheOnesThatUseIt(
      String optimizer, String key, String value) {
    RawSettings settings = ConfigFixtures.flag("server_optimizer", optimizer);
    JobConfig config = JobConfig.of(settings.merge(ConfigFixtures.flag(key, value)));
    assertThat(config.toJson().get(key).asDouble()).isEqualTo(Double.parseDouble(value));
  }

  @Test
  void everyAccessorReadsTheFieldOfItsName() throws ReflectiveOperationException {
    JobConfig config = ConfigFixtures.with("model", "kubefl-cnn");
    int accessors = 0;
    for (Field<?> field : JobFields.SCHEMA.fields()) {
      String name =
          Pattern.compile("_(.)")
              .matcher(field.key())
              .replaceAll(m -> m.group(1).toUpperCase(ROOT));
      for (Method method : JobConfig.class.getMethods()) {
        if (method.getName().equals(name)) {
          accessors++;
          assertThat(method.invoke(config)).as(name).isEqualTo(config.get(field));
        }
      }
    }
    assertThat(accessors).isGreaterThan(20);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.1, 1.0, 10, 10",
    "100, 0.1, 1.1, 10, 11",
    "100, 0.1, 1.3, 10, 13",
    "100, 0, 1, 1, 1",
    "100, 0.145, 1, 15, 15",
    "3, 0.5, 1.5, 2, 3",
    "1000000, 0.1, 1, 100000, 100000",
    "100, 0.1, 1.0001, 10, 11"
  })
  void cohortAndSeatsAreCountedInDecimals(
      String clients, String fraction, String overSelection, int cohort, int seats) {
    JobConfig config =
        JobConfig.of(
            RawSettings.empty()
                .with("clients", clients, "test")
                .with("fraction", fraction, "test")
                .with("over_selection", overSelection, "test"));
    assertThat(config.cohortSize()).isEqualTo(cohort);
    assertThat(config.seats()).isEqualTo(seats);
  }

  @Test
  void trainingIsWhatClientsNeed() {
    assertThat(ConfigFixtures.with("model", "kubefl-cnn").training())
        .isEqualTo(new TrainingSettings(1, 64, 0.01, 0.5, 0, 0));
  }

  @Test
  void differencesNameTheSettingAndBothValues() {
    RawSettings frozen = ConfigFixtures.flag("job", "a");
    RawSettings now =
        frozen
            .with("learning_rate", "0.2", "test")
            .with("stragglers", "0.2:10", "test")
            .with("rounds", "500", "test")
            .with("target_accuracy", "0", "test");
    assertThat(JobConfig.of(now).differences(JobConfig.of(frozen)))
        .containsExactly("learning_rate: 0.1 -> 0.2", "stragglers: none -> 0.2:10");
  }

  @Property
  void differencesAreEmptyExactlyWhenNothingButTheEndDiffers(
      @ForAll("configs") JobConfig one, @ForAll("configs") JobConfig other) {
    ObjectNode left = one.toJson();
    ObjectNode right = other.toJson();
    left.remove(CHANGEABLE);
    right.remove(CHANGEABLE);
    assertThat(one.differences(other).isEmpty()).isEqualTo(left.equals(right));
  }

  @Test
  void frozenConfigurationsObeyTheRulesOfFiles() {
    ObjectNode good = ConfigFixtures.defaults().toJson();
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> JobConfig.fromJson(good.deepCopy().put("learning_rate", Double.NaN)))
        .withMessageStartingWith("learning_rate must be a number above 0");
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> JobConfig.fromJson(good.deepCopy().put("over_selection", 11)))
        .withMessageStartingWith("over_selection of 11 gives 110 seats");
    assertThat(JobConfig.fromJson(good)).isEqualTo(ConfigFixtures.defaults());
  }

  @Test
  void multiKrumOfMoreSeatsThanFitForAnyModelIsRefused() {
    RawSettings settings =
        RawSettings.empty()
            .with("clients", "200000", "test")
            .with("aggregation", "krum:10", "test")
            .with("fraction", "0.05", "test");
    assertThat(JobConfig.of(settings).seats()).isEqualTo(10_000);
    int most =
        AggregationModel.standard()
            .mostSeats(new RoundSize(1, 1, 1, AggregationRule.multiKrum(10)));
    assertThat(most).isBetween(10_000, 20_000);
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> JobConfig.of(settings.with("fraction", "0.1", "test")))
        .withMessageContaining(
            "krum:10 needs all updates of a round at once and supports at most %s seats with the"
                + " smallest model, but a round has 20000 seats",
            most);
  }

  @Test
  void moreSeatsThanARoundCanHaveAreRefused() {
    RawSettings settings =
        RawSettings.empty().with("clients", "1000000", "test").with("fraction", "0.1", "test");
    assertThat(JobConfig.of(settings).seats()).isEqualTo(RoundLimits.MAX_SEATS);
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> JobConfig.of(settings.with("fraction", "0.2", "test")))
        .withMessageContaining("200000 seats per round, but a round has at most 100000 seats");
  }

  @Property
  void adviceAboutTooManySeatsIsGoodAdvice(
      @ForAll("sizes") int clients,
      @ForAll("thousandths") double fraction,
      @ForAll("thousandths") double excess) {
    RawSettings settings =
        RawSettings.empty()
            .with("clients", String.valueOf(clients), "test")
            .with("fraction", Numbers.text(fraction), "test")
            .with("over_selection", Numbers.text(1 + 3 * excess), "test");
    try {
      JobConfig config = JobConfig.of(settings);
      assertThat(config.seats()).isLessThanOrEqualTo(clients);
    } catch (InvalidSettingsException e) {
      String advice = e.getMessage().replaceAll("(?s).*lower ", "");
      String factor =
          advice.replaceAll("over_selection to at most ([0-9.]+).*", "$1").replaceAll(",$", "");
      assertThat(JobConfig.of(settings.with("over_selection", factor, "test")).seats())
          .isLessThanOrEqualTo(clients);
      if (advice.contains("fraction")) {
        String share = advice.replaceAll(".*fraction to at most ", "");
        assertThat(JobConfig.of(settings.with("fraction", share, "test")).seats())
            .isLessThanOrEqualTo(clients);
      }
    }
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.integers().between(1, 500);
  }

  @Provide
  Arbitrary<Double> thousandths() {
    return Arbitraries.integers().between(0, 1000).map(n -> n / 1000.0);
  }
}
