package dev.rondo.cdk.settings;

import dev.rondo.settings.CdkContext;
import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Problem;
import dev.rondo.settings.RawSettings;
import dev.rondo.settings.Schema;
import dev.rondo.settings.Values;
import dev.rondo.settings.YamlFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of the infrastructure: a value for each field of this class, {@link
 * ControlSettings}, {@link HelperSettings}, {@link Ec2Settings} and {@link EksSettings}.
 */
public record Settings(Values values) {

  /** The context entry that names a file of settings. */
  private static final String FILE = "config";

  /** In arn:aws:kms:REGION:ACCOUNT:key/ID. */
  private static final int REGION_OF_ARN = 3;

  private static final Schema.Builder FIELDS = Schema.builder(Naming.CONTEXT);

  static final Field<String> PREFIX =
      FIELDS.add(
          "prefix",
          Kinds.matching(
              "text",
              "[A-Za-z][A-Za-z0-9-]{0,15}",
              "1 to 16 letters, digits and hyphens, starting with a letter"),
          "Rondo",
          "first part of the stacks' names; another prefix gives another Rondo in the same"
              + " account");

  public static final Field<Boolean> TERMINATION_PROTECTION =
      FIELDS.add(
          "termination_protection",
          Kinds.bool(),
          "false",
          "refuse to delete the stacks until this is false again and deployed");

  public static final Field<List<String>> TAGS =
      FIELDS.add(
          "tags",
          Kinds.list(
              Kinds.matching(
                  "tag",
                  "(?!(?i:aws:))[\\p{L}\\p{N} _.:/+@-]{1,128}=[\\p{L}\\p{N} _.:/=+@-]{0,256}",
                  "a tag such as team=research")),
          "",
          "tags of the stacks and of every resource that can have tags");

  static final Schema SCHEMA =
      FIELDS
          .include(ControlSettings.SCHEMA)
          .include(HelperSettings.SCHEMA)
          .include(Ec2Settings.SCHEMA)
          .include(EksSettings.SCHEMA)
          .build();

  /**
   * Reads the settings from CDK's context ({@code -c ec2_nodes=5}) and from the file that {@code -c
   * config=rondo.yaml} names, YAML or JSON. The context overrides the file.
   *
   * @param folder to which the file's name is relative
   * @throws InvalidSettingsException with all problems
   */
  public static Settings read(Map<String, ?> context, Path folder) {
    Map<String, Object> entries = new HashMap<>(context);
    Object file = entries.remove(FILE);
    RawSettings raw = CdkContext.read(entries);
    if (file != null) {
      raw = YamlFile.read(folder.resolve(String.valueOf(file))).merge(raw);
    }
    return new Settings(SCHEMA.resolve(raw));
  }

  /**
   * Returns these settings if they suit the region that the stacks go to.
   *
   * @throws InvalidSettingsException if the key of the bucket is in another region
   */
  public Settings in(String region) {
    get(ControlSettings.KMS_KEY_ARN)
        .map(arn -> arn.split(":", -1)[REGION_OF_ARN])
        .filter(keyRegion -> !keyRegion.equals(region))
        .ifPresent(
            keyRegion -> {
              String key = ControlSettings.KMS_KEY_ARN.key();
              throw new InvalidSettingsException(
                  List.of(
                      Problem.of(
                          key,
                          key,
                          "must be a key in %s, where the stacks go, but is in %s"
                              .formatted(region, keyRegion))));
            });
    return this;
  }

  /** The value of a field. */
  public <T> T get(Field<T> field) {
    return values.get(field);
  }

  public String controlStack() {
    return get(PREFIX) + "Control";
  }

  public String helperStack() {
    return get(PREFIX) + "Helper";
  }

  public String ec2Stack() {
    return get(PREFIX) + "Ec2Clients";
  }

  public String eksStack() {
    return get(PREFIX) + "EksClients";
  }
}
