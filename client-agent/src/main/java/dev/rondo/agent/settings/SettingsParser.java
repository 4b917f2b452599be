package dev.rondo.agent.settings;

import dev.rondo.agent.time.SecondsRange;
import dev.rondo.protocol.data.DataShardLeases;
import dev.rondo.protocol.store.ObjectKeys;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads flags and variables, and collects all that is wrong with them. */
final class SettingsParser {

  private static final Pattern RANGE =
      Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?)(?:-([0-9]{1,6}(?:\\.[0-9]{1,3})?))?");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** By the SDK's own name, so that one variable moves all who ask the instance about itself. */
  private static final String METADATA = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

  private final List<String> flags;
  private final Map<String, String> environment;
  private final Map<Setting, String> given = new EnumMap<>(Setting.class);
  private final List<String> problems = new ArrayList<>();

  SettingsParser(List<String> flags, Map<String, String> environment) {
    this.flags = flags;
    this.environment = environment;
  }

  AgentSettings parse() {
    readEnvironment();
    readFlags();
    Path cache =
        path(Setting.CACHE)
            .orElseGet(() -> Path.of(System.getProperty("user.home", ""), ".cache", "rondo-agent"));
    Duration visibility = seconds(Setting.VISIBILITY_SECONDS, 2, 43_200);
    AgentSettings settings =
        new AgentSettings(
            bucket(),
            queueUrl(),
            identity(),
            path(Setting.DATA),
            cache,
            1_000_000L * whole(Setting.CACHE_MEGABYTES, 1, 100_000_000),
            path(Setting.HEALTH_FILE).orElse(cache.resolve("health.json")),
            range(Setting.HAND_BACK_SECONDS),
            range(Setting.IDLE_POLL_SECONDS),
            range(Setting.AFTER_ROUND_SECONDS),
            backOff(),
            seconds(Setting.LONG_POLL_SECONDS, 0, 20),
            visibility,
            heartbeat(visibility),
            seconds(Setting.LEASE_SECONDS, 2, (int) DataShardLeases.MAX_LEASE.toSeconds()),
            seconds(Setting.CLOCK_MARGIN_SECONDS, 0, 3600),
            seconds(Setting.STOP_SECONDS, 1, 3600),
            whole(Setting.MAX_EPOCHS, 1, 1_000_000),
            watchInstance(),
            instanceMetadata(),
            unknownVariables());
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return settings;
  }

  private void readEnvironment() {
    for (Setting setting : Setting.values()) {
      String value = environment.getOrDefault(setting.variable(), "").strip();
      // An empty variable is how a manifest leaves a setting out.
      if (!value.isEmpty()) {
        given.put(setting, value);
      }
    }
  }

  private List<String> unknownVariables() {
    return environment.keySet().stream()
        .filter(name -> name.startsWith("RONDO_") && !Setting.variables().contains(name))
        .sorted()
        .toList();
  }

  private void readFlags() {
    for (int i = 0; i < flags.size(); i++) {
      String[] parts = flags.get(i).split("=", 2);
      Optional<Setting> setting = Setting.ofFlag(parts[0]);
      if (setting.isEmpty()) {
        problems.add(parts[0] + ": there is no such flag; --help lists them");
        // What follows may be its value: one mistake is one problem.
        if (parts.length == 1 && i + 1 < flags.size() && !flags.get(i + 1).startsWith("--")) {
          i++;
        }
      } else if (parts.length == 2) {
        given.put(setting.get(), parts[1].strip());
      } else if (i + 1 < flags.size()) {
        given.put(setting.get(), flags.get(++i).strip());
      } else {
        problems.add(parts[0] + ": a value is missing");
      }
    }
  }

  private String text(Setting setting) {
    return given.getOrDefault(setting, setting.ofDefault());
  }

  private void problem(Setting setting, String needed) {
    problems.add(
        "%s (%s): '%s' is not %s"
            .formatted(setting.flag(), setting.variable(), text(setting), needed));
  }

  private String bucket() {
    String bucket = text(Setting.BUCKET);
    if (!BUCKET.matcher(bucket).matches()) {
      problem(Setting.BUCKET, "a bucket's name; the stack's output BucketName has it");
    }
    return bucket;
  }

  private String queueUrl() {
    String url = text(Setting.TASK_QUEUE_URL);
    if (uri(url).isEmpty()) {
      problem(Setting.TASK_QUEUE_URL, "a queue's URL; the stack's output TaskQueueUrl has it");
    }
    return url;
  }

  private static Optional<URI> uri(String text) {
    try {
      URI uri = new URI(text);
      boolean usable = uri.getScheme() != null && uri.getScheme().matches("https?");
      return usable && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private Identity identity() {
    String text = text(Setting.IDENTITY);
    if (text.equals("sts")) {
      return new Identity.OfCredentials();
    }
    if (text.equals("eks")) {
      return new Identity.Named(podsName());
    }
    String name = text.startsWith("id:") ? text.substring(3) : "";
    if (!ObjectKeys.isClient(name)) {
      problem(
          Setting.IDENTITY, "sts, eks or id:NAME (letters, digits and _.:=,@- up to 193 of them)");
    }
    return new Identity.Named(name);
  }

  /** As the session tags of EKS Pod Identity have it: IAM compares them with what is written. */
  private String podsName() {
    List<String> parts = new ArrayList<>();
    for (Setting part : List.of(Setting.EKS_CLUSTER, Setting.EKS_NAMESPACE, Setting.EKS_POD)) {
      if (text(part).isEmpty()) {
        problem(part, "set, and --identity eks needs it");
      }
      parts.add(text(part));
    }
    String name = String.join(".", parts);
    if (!parts.contains("") && !ObjectKeys.isClient(name)) {
      problem(Setting.IDENTITY, "usable: '" + name + "' is too long or has other characters");
    }
    return name;
  }

  private Optional<Path> path(Setting setting) {
    if (text(setting).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text(setting)));
    } catch (InvalidPathException e) {
      problem(setting, "a path");
      return Optional.empty();
    }
  }

  private int whole(Setting setting, int low, int high) {
    if (WHOLE.matcher(text(setting)).matches()) {
      int value = Integer.parseInt(text(setting));
      if (value >= low && value <= high) {
        return value;
      }
    }
    problem(setting, "a whole number from " + low + " to " + high);
    return low;
  }

  private Duration seconds(Setting setting, int low, int high) {
    return Duration.ofSeconds(whole(setting, low, high));
  }

  private SecondsRange range(Setting setting) {
    Matcher matcher = RANGE.matcher(text(setting));
    if (matcher.matches()) {
      double low = Double.parseDouble(matcher.group(1));
      double high = matcher.group(2) == null ? low : Double.parseDouble(matcher.group(2));
      if (high >= low && high <= 43_200) {
        return new SecondsRange(low, high);
      }
    }
    problem(setting, "a number of seconds or two of them as in 15-60, up to 43200");
    return new SecondsRange(0, 0);
  }

  private SecondsRange backOff() {
    SecondsRange range = range(Setting.BACK_OFF_SECONDS);
    if (range.low() < 0.1) {
      problem(Setting.BACK_OFF_SECONDS, "0.1 seconds or more");
    }
    return range;
  }

  private Duration heartbeat(Duration visibility) {
    Duration heartbeat = seconds(Setting.HEARTBEAT_SECONDS, 1, 21_600);
    if (heartbeat.multipliedBy(2).compareTo(visibility) > 0) {
      problem(
          Setting.HEARTBEAT_SECONDS,
          "at most half of "
              + Setting.VISIBILITY_SECONDS.flag()
              + ", or one that is late loses it");
    }
    return heartbeat;
  }

  private InstanceWatching watchInstance() {
    String watch = text(Setting.WATCH_INSTANCE);
    if (!watch.matches("true|false|auto")) {
      problem(Setting.WATCH_INSTANCE, "true, false or auto");
      return InstanceWatching.NEVER;
    }
    return switch (watch) {
      case "true" -> InstanceWatching.ALWAYS;
      case "false" -> InstanceWatching.NEVER;
      default -> InstanceWatching.IF_INSTANCE;
    };
  }

  private URI instanceMetadata() {
    URI standard = URI.create("http://169.254.169.254");
    String endpoint = environment.getOrDefault(METADATA, standard.toString());
    Optional<URI> uri = uri(endpoint);
    if (uri.isEmpty()) {
      problems.add(METADATA + ": '" + endpoint + "' is not a URL");
    }
    return uri.orElse(standard);
  }
}
