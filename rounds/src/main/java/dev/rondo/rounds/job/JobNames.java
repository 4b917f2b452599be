package dev.rondo.rounds.job;

import dev.rondo.protocol.store.Digest;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** The default name of a job: its model, its split, and a digest of its settings. */
final class JobNames {

  private static final int LONGEST = 63;
  private static final int DIGEST_BYTES = 4;

  private JobNames() {}

  /** {@code mcmahan-2nn-iid-1a2b3c4d}; the digest leaves out what may change on an existing job. */
  static String of(Values values) {
    String digest = digest(values);
    String slug = slug(fileName(values.get(JobFields.MODEL)) + "-" + values.get(JobFields.SPLIT));
    int room = LONGEST - digest.length() - 1;
    String cut = slug.length() > room ? strip(slug.substring(0, room)) : slug;
    return cut + "-" + digest;
  }

  private static String digest(Values values) {
    StringBuilder lines = new StringBuilder();
    for (Field<?> field : JobFields.SCHEMA.fields()) {
      if (!field.equals(JobFields.JOB) && !JobFields.EXTENDABLE.contains(field)) {
        String text = values.text(field);
        if (!text.equals(JobFields.YOUNGER.get(field))) {
          lines.append(field.key()).append('=').append(text).append('\n');
        }
      }
    }
    byte[] hash = new Digest().add(lines.toString().getBytes(StandardCharsets.UTF_8)).bytes();
    return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
  }

  private static String fileName(String model) {
    String name = model.substring(Math.max(model.lastIndexOf('/'), model.lastIndexOf('\\')) + 1);
    return name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
  }

  private static String slug(String text) {
    return strip(text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
  }

  private static String strip(String slug) {
    return slug.replaceAll("^-+|-+$", "");
  }
}
