package dev.rondo.cdk.settings;

import dev.rondo.settings.Field;
import dev.rondo.settings.Kind;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Schema;
import java.util.List;
import java.util.regex.Pattern;

/** The setting of an instance type. */
final class InstanceTypes {

  private static final String STANDARD = "m7i-flex.large";

  /** Families whose letter after the generation is g (m7g, c7gn, t4g), and the first one, a1. */
  private static final Pattern ARM = Pattern.compile("(a1|[a-z]+[0-9]+g[a-z]*)\\..*");

  private static final Kind<String> KIND =
      Kinds.matching(
          "type", "[a-z][a-z0-9-]*\\.[a-z0-9-]+", "an instance type such as " + STANDARD);

  private InstanceTypes() {}

  /** Graviton is refused here, before an instance fails to load the agent's native code. */
  static Field<String> addTo(Schema.Builder fields, String key) {
    Field<String> type =
        fields.add(
            key, KIND, STANDARD, "an x86_64 type, because the agent's native code is for x86_64");
    fields.rule(
        type,
        v -> !ARM.matcher(v.get(type)).matches(),
        "is an arm64 type, but the agent's native code is for x86_64; use one such as " + STANDARD);
    return type;
  }

  /**
   * Adds further types for Spot, and their rules.
   *
   * @param prefix ec2 or eks
   * @param spot whether Spot instances are used
   */
  static Field<List<String>> addSpotTo(Schema.Builder fields, String prefix, Field<Boolean> spot) {
    Field<List<String>> types =
        fields.add(
            prefix + "_spot_instance_types",
            Kinds.list(KIND),
            "",
            "further types for Spot, of about the same size; with several types AWS finds capacity"
                + " more often");
    fields
        .rule(types, v -> v.get(types).isEmpty() || v.get(spot), "needs " + spot + " true")
        .rule(
            types,
            v -> v.get(types).stream().noneMatch(type -> ARM.matcher(type).matches()),
            "names an arm64 type, but the agent's native code is for x86_64; use types such as "
                + STANDARD);
    return types;
  }
}
