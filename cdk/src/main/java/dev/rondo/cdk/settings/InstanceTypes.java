package dev.rondo.cdk.settings;

import java.util.regex.Pattern;

/**
 * Instance types that agents run on. The agent's jar has native code for x86_64, so Graviton is
 * refused before an instance finds out.
 */
final class InstanceTypes {

  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z0-9-]+");

  /** Families whose letter after the generation is g (m7g, c7gn, t4g), and the first one, a1. */
  private static final Pattern ARM = Pattern.compile("(a1|[a-z]+[0-9]+g[a-z]*)\\..*");

  private InstanceTypes() {}

  static String read(Values values, String key, String otherwise) {
    String type = values.text(key, otherwise, TYPE, "an instance type such as " + otherwise);
    values.rule(
        !ARM.matcher(type).matches(),
        key,
        "is an arm64 type, and the agent's native code is for x86_64: take one such as "
            + otherwise);
    return type;
  }
}
