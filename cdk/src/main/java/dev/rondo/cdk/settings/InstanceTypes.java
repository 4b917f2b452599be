package dev.rondo.cdk.settings;

import dev.rondo.settings.Field;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Schema;
import java.util.regex.Pattern;

/** The setting of an instance type. */
final class InstanceTypes {

  private static final String STANDARD = "m7i-flex.large";

  /** Families whose letter after the generation is g (m7g, c7gn, t4g), and the first one, a1. */
  private static final Pattern ARM = Pattern.compile("(a1|[a-z]+[0-9]+g[a-z]*)\\..*");

  private InstanceTypes() {}

  /** Graviton is refused here, before an instance fails to load the agent's native code. */
  static Field<String> addTo(Schema.Builder fields, String key) {
    String bounds = "an instance type such as " + STANDARD;
    Field<String> type =
        fields.add(
            key,
            Kinds.matching("type", "[a-z][a-z0-9-]*\\.[a-z0-9-]+", bounds),
            STANDARD,
            "an x86_64 type, because the agent's native code is for x86_64");
    fields.rule(
        type,
        v -> !ARM.matcher(v.get(type)).matches(),
        "is an arm64 type, but the agent's native code is for x86_64; use one such as " + STANDARD);
    return type;
  }
}
