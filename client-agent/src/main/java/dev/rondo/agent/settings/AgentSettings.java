package dev.rondo.agent.settings;

import dev.rondo.agent.time.SecondsRange;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent is told when it starts.
 *
 * @param bucket the bucket
 * @param taskQueueUrl the queue of seats
 * @param identity where the client's id comes from
 * @param data this client's own examples; empty: a shard of the plan's data set is leased
 * @param cache folder for downloads
 * @param cacheBytes the most that they may take up
 * @param healthFile where the agent says that it is well
 * @param handBack when a seat that is for another is visible again
 * @param idlePoll pause between two polls that brought nothing
 * @param afterRound pause after an update
 * @param backOff first and longest pause after a fault
 * @param longPoll how long a poll waits
 * @param visibility how long a seat stays with this client without a heartbeat
 * @param heartbeat time between two heartbeats
 * @param lease how long a shard stays with this client without being renewed
 * @param clockMargin by how much clocks may differ
 * @param stop how long a clean stop may take
 * @param maxEpochs bound on a plan's epochs
 * @param watchInstance whether to ask EC2 if this instance is about to end
 * @param instanceMetadata where to ask
 * @param unknown variables that look like settings but are none
 */
public record AgentSettings(
    String bucket,
    String taskQueueUrl,
    Identity identity,
    Optional<Path> data,
    Path cache,
    long cacheBytes,
    Path healthFile,
    SecondsRange handBack,
    SecondsRange idlePoll,
    SecondsRange afterRound,
    SecondsRange backOff,
    Duration longPoll,
    Duration visibility,
    Duration heartbeat,
    Duration lease,
    Duration clockMargin,
    Duration stop,
    int maxEpochs,
    InstanceWatching watchInstance,
    URI instanceMetadata,
    List<String> unknown) {

  public AgentSettings {
    unknown = List.copyOf(unknown);
  }

  /**
   * Reads the settings; a flag outweighs a variable.
   *
   * @throws InvalidSettingsException with all problems together
   */
  public static AgentSettings parse(List<String> flags, Map<String, String> environment) {
    return new SettingsParser(flags, environment).parse();
  }

  /** The text of {@code --help}. */
  public static String help() {
    StringBuilder help = new StringBuilder();
    help.append("Usage: java -jar rondo-agent.jar [--SETTING VALUE ...]%n%n".formatted());
    help.append(
        ("Takes part in federated learning: waits for seats, trains on this client's"
                + " examples,%nuploads updates. Credentials and region are found as the AWS SDK finds"
                + " them.%n%n")
            .formatted());
    help.append("Each setting is a flag or a variable of the environment:%n".formatted());
    for (Setting setting : Setting.values()) {
      help.append(setting.describe());
    }
    return help.toString();
  }
}
