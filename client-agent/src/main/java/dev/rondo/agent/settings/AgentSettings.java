package dev.rondo.agent.settings;

import dev.rondo.settings.Environment;
import dev.rondo.settings.Field;
import dev.rondo.settings.Flags;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Problem;
import dev.rondo.settings.RawSettings;
import dev.rondo.settings.Values;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The settings of an agent: a value for each of {@link AgentFields}.
 *
 * @param values of the fields
 * @param instanceMetadata where EC2 answers questions about this instance
 */
public record AgentSettings(Values values, URI instanceMetadata) {

  /** The variable of the AWS SDK, so that one variable moves everything that asks. */
  private static final String METADATA = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

  private static final URI STANDARD_METADATA = URI.create("http://169.254.169.254");

  /**
   * Reads the settings; a flag overrides a variable.
   *
   * @throws InvalidSettingsException with all problems
   */
  public static AgentSettings parse(List<String> flags, Map<String, String> environment) {
    RawSettings raw =
        Environment.read(AgentFields.SCHEMA, environment)
            .merge(Flags.read(AgentFields.SCHEMA, flags));
    String endpoint = environment.getOrDefault(METADATA, STANDARD_METADATA.toString());
    URI metadata = Kinds.url("a URL").parse(endpoint).orElse(null);
    if (metadata == null) {
      raw = raw.withProblem("endpoint", METADATA, "must be a URL, but is \"" + endpoint + "\"");
    }
    Values values = AgentFields.SCHEMA.resolve(raw);
    return new AgentSettings(values, metadata == null ? STANDARD_METADATA : metadata);
  }

  /** The value of a field. */
  public <T> T get(Field<T> field) {
    return values.get(field);
  }

  /** Where this client's id comes from. */
  public Identity identity() {
    String text = get(AgentFields.IDENTITY);
    return switch (text) {
      case "sts" -> new Identity.OfCredentials();
      case "eks" -> new Identity.Named(AgentFields.podName(values));
      default -> new Identity.Named(text.substring("id:".length()));
    };
  }

  /** Variables that look like settings but are unknown. */
  public List<Problem> warnings() {
    return values.warnings();
  }

  /** The text of {@code --help}. */
  public static String help() {
    StringBuilder help = new StringBuilder();
    help.append(
        ("Usage: java -jar rondo-agent.jar [--SETTING VALUE ...]%n"
                + "       java -jar rondo-agent.jar create-client-key FILE%n%n")
            .formatted());
    help.append(
        ("Takes part in federated learning: waits for seats, trains on this client's examples"
                + " and%nuploads updates. Credentials and region come from the default chain of the"
                + " AWS SDK.%n%ncreate-client-key writes a new private key for secure aggregation to"
                + " FILE, and prints its%npublic key, which the operator of the helper needs.%n%nEach"
                + " setting is a flag or an environment variable:%n")
            .formatted());
    for (Field<?> field : AgentFields.SCHEMA.fields()) {
      help.append(
          "  %s VALUE%n  %s%n      %s%s%n"
              .formatted(
                  Naming.FLAG.name(field.key()),
                  Naming.VARIABLE.name(field.key()),
                  field.description(),
                  field.hint()));
    }
    return help.toString();
  }
}
