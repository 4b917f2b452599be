package dev.rondo.rounds.job;

import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.RawSettings;
import dev.rondo.settings.YamlFile;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Configurations and texts for tests. */
final class ConfigFixtures {

  /** For each key a value that is allowed, is not the default, and fits {@link #context}. */
  static final Map<String, List<String>> GOOD =
      Map.ofEntries(
          Map.entry("job", List.of("first-try", "0")),
          Map.entry("model", List.of("kubefl-cnn", "models/LeNet 5.json")),
          Map.entry("dataset", List.of("fashion", "/data/x.csv")),
          Map.entry("label", List.of("Outcome", "3")),
          Map.entry("header", List.of("yes", "no")),
          Map.entry("ignore_columns", List.of("id", "id,name of patient")),
          Map.entry("scale", List.of("standardize", "0-255")),
          Map.entry("split", List.of("shards:2", "labels:3", "dirichlet:0.5")),
          Map.entry("clients", List.of("10", "1e3", "1000000")),
          Map.entry("examples_per_client", List.of("0", "600")),
          Map.entry("fraction", List.of("0", "0.25", "1", "1e-6")),
          Map.entry("rounds", List.of("1", "5e2", "7.0")),
          Map.entry("target_accuracy", List.of("0", "0.99", "1")),
          Map.entry("target_metric", List.of("accuracy", "accuracy:max")),
          Map.entry("target_value", List.of("none", "0.5", "-3")),
          Map.entry("epochs", List.of("5")),
          Map.entry("batch_size", List.of("64")),
          Map.entry("learning_rate", List.of("0.2", "1e-9", ".5", "1000")),
          Map.entry("momentum", List.of("0.9")),
          Map.entry("prox_mu", List.of("0.01")),
          Map.entry("clip", List.of("1", "1e300")),
          Map.entry("trainer_config", List.of("lr=0.1,fast=true", "optimizer=adam")),
          Map.entry("server_learning_rate", List.of("0.5")),
          Map.entry("server_momentum", List.of("0.9")),
          Map.entry("server_optimizer", List.of("fedadagrad", "fedadam", "fedyogi")),
          Map.entry("server_beta1", List.of("0", "0.5")),
          Map.entry("server_beta2", List.of("0.999")),
          Map.entry("server_tau", List.of("1e-8")),
          Map.entry("aggregation", List.of("unweighted", "median", "trimmed:0.2", "krum:1")),
          Map.entry("quorum", List.of("1", "10")),
          Map.entry("minimum", List.of("1", "10")),
          Map.entry("over_selection", List.of("1.3", "10")),
          Map.entry("deadline_seconds", List.of("0.5", "3600")),
          Map.entry("max_update_norm", List.of("12.5")),
          Map.entry("clip_update_norm", List.of("2.5")),
          Map.entry("max_examples", List.of("5000")),
          Map.entry("max_weight_ratio", List.of("4")),
          Map.entry("encoding", List.of("bf16", "f16", "i8")),
          Map.entry("privacy", List.of("gaussian")),
          Map.entry("privacy_epsilon", List.of("2")),
          Map.entry("privacy_delta", List.of("1e-6")),
          Map.entry("privacy_sampling", List.of("poisson")),
          Map.entry("privacy_cool_down", List.of("10")),
          Map.entry("privacy_cap", List.of("10", "30")),
          Map.entry("privacy_blt", List.of("100 0.9/0.02 0.5/0.3")),
          Map.entry("privacy_noise", List.of("1.5")),
          Map.entry("secure_aggregation", List.of("helper")),
          Map.entry(
              "helper_function",
              List.of("arn:aws:lambda:eu-central-1:111122223333:function:unmask")),
          Map.entry("roles", List.of("lora_A*=keep", "a.*=max,b?=statistic")),
          Map.entry("seed", List.of("-1", "9223372036854775807")),
          Map.entry("evaluate_every", List.of("10")),
          Map.entry("client_evaluation", List.of("true", "false")),
          Map.entry("drop_out", List.of("0.1")),
          Map.entry("stragglers", List.of("0.2:10", "1:1.5")));

  private ConfigFixtures() {}

  static JobConfig defaults() {
    return JobConfig.of(RawSettings.empty());
  }

  /** The defaults but for one setting, and the optimizer or the model that it needs. */
  static JobConfig with(String key, String value) {
    return JobConfig.of(context(key).merge(flag(key, value)));
  }

  /** What a setting needs besides the defaults. */
  static RawSettings context(String key) {
    return switch (key) {
      case "server_beta1", "server_beta2", "server_tau" -> flag("server_optimizer", "fedadam");
      case "roles" -> flag("model", "adapter.safetensors");
      case "privacy_blt" -> privacy("blt");
      case "secure_aggregation", "helper_function" -> masked();
      case "privacy_sampling" -> privacy("gaussian").merge(flag("fraction", "0.3"));
      default -> key.startsWith("privacy") ? privacy("gaussian") : RawSettings.empty();
    };
  }

  private static RawSettings masked() {
    return flag("secure_aggregation", "helper").merge(flag("clip_update_norm", "1"));
  }

  /** With the noise that a job would get: to calibrate it for each of many jobs takes long. */
  private static RawSettings privacy(String mechanism) {
    RawSettings settings =
        flag("privacy", mechanism)
            .merge(flag("privacy_epsilon", "8"))
            .merge(flag("privacy_noise", "3"))
            .merge(flag("clip_update_norm", "1"));
    return mechanism.equals("blt")
        ? settings.merge(flag("privacy_blt", "100 0.9/0.02 0.5/0.3"))
        : settings;
  }

  static RawSettings flag(String key, String value) {
    return RawSettings.empty().with(key, value, "--" + key.replace('_', '-'));
  }

  static RawSettings yaml(String... lines) {
    return YamlFile.parse("job.yaml", String.join("\n", lines) + "\n");
  }

  /** Any valid configuration. */
  static Arbitrary<JobConfig> configs() {
    return Arbitraries.maps(
            Arbitraries.of(JobFields.SCHEMA.fields()).map(Field::key), Arbitraries.integers())
        .map(
            picks -> {
              RawSettings settings = RawSettings.empty();
              for (String key : picks.keySet()) {
                settings = settings.merge(context(key));
              }
              for (Map.Entry<String, Integer> pick : picks.entrySet()) {
                List<String> values = GOOD.getOrDefault(pick.getKey(), List.of());
                String value = values.get(Math.floorMod(pick.getValue(), values.size()));
                settings = settings.with(pick.getKey(), value, "test");
              }
              return settings;
            })
        .filter(ConfigFixtures::fits)
        .map(JobConfig::of);
  }

  private static boolean fits(RawSettings settings) {
    try {
      JobConfig.of(settings);
      return true;
    } catch (InvalidSettingsException e) {
      return false;
    }
  }
}
