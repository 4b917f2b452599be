package dev.rondo.settings;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads settings from CDK's context: {@code -c ec2_nodes=5}, or the context in cdk.json. */
public final class CdkContext {

  /** CDK keeps entries of its own in the context; their keys contain one of these. */
  private static final Pattern OF_CDK = Pattern.compile("[:/@]");

  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

  private CdkContext() {}

  /** The settings of the context. Keys may be in camel case, and values may be lists. */
  public static RawSettings read(Map<String, ?> context) {
    RawSettings.Collector found = new RawSettings.Collector();
    context.forEach(
        (key, value) -> {
          if (!OF_CDK.matcher(key).find()) {
            found.entries.put(snake(key), entry(Naming.CONTEXT.name(key), value));
          }
        });
    return found.settings();
  }

  private static RawSettings.Entry entry(String place, Object value) {
    if (value instanceof List<?> list) {
      String joined = list.stream().map(String::valueOf).collect(Collectors.joining(","));
      return new RawSettings.Entry(joined, place, Kind.Shape.LIST);
    }
    return new RawSettings.Entry(String.valueOf(value), place, Kind.Shape.ONE);
  }

  private static String snake(String key) {
    return HUMP.matcher(key)
        .replaceAll(hump -> hump.group(1) + "_" + Character.toLowerCase(hump.group(2).charAt(0)));
  }
}
