package dev.rondo.agent.settings;

import static dev.rondo.settings.Kinds.integer;
import static dev.rondo.settings.Kinds.optional;
import static dev.rondo.settings.Kinds.seconds;

import dev.rondo.agent.time.SecondsRange;
import dev.rondo.privacy.masks.HelperPublicKey;
import dev.rondo.protocol.data.DataShardLeases;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.settings.Field;
import dev.rondo.settings.Kind;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Numbers;
import dev.rondo.settings.Schema;
import dev.rondo.settings.Values;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All settings of the agent, in the order of its help. */
public final class AgentFields {

  private static final int LONGEST_SECONDS = 43_200;
  private static final Pattern RANGE = Pattern.compile("([0-9.]{1,10})(?:-([0-9.]{1,10}))?");

  private static final Schema.Builder FIELDS = Schema.builder(Naming.VARIABLE);

  public static final Field<String> BUCKET =
      FIELDS.add(
          Field.required(
              "bucket",
              Kinds.bucket(),
              "see the stack output BucketName",
              "bucket that holds Rondo's data"));
  public static final Field<URI> TASK_QUEUE_URL =
      FIELDS.add(
          Field.required(
              "task_queue_url",
              Kinds.url("the URL of an SQS queue"),
              "see the stack output TaskQueueUrl",
              "URL of the task queue"));
  static final Field<String> IDENTITY =
      FIELDS.add(
          "identity",
          identityKind(),
          "sts",
          "source of the client's id: sts (from the credentials; on EC2 role and instance), eks"
              + " (cluster, namespace and pod), or id:NAME");
  static final Field<Optional<String>> EKS_CLUSTER =
      FIELDS.add("eks_cluster", optional(Kinds.text()), "", "EKS cluster, for identity eks");
  static final Field<Optional<String>> EKS_NAMESPACE =
      FIELDS.add("eks_namespace", optional(Kinds.text()), "", "pod's namespace, for identity eks");
  static final Field<Optional<String>> EKS_POD =
      FIELDS.add("eks_pod", optional(Kinds.text()), "", "pod's name, for identity eks");
  public static final Field<Optional<Path>> DATA =
      FIELDS.add(
          "data",
          optional(Kinds.path()),
          "",
          "this client's own examples: a folder of IDX or CSV files, a .csv or a .safetensors file;"
              + " without it, the client leases a data shard of the plan's data set");
  public static final Field<Optional<String>> TRAINER =
      FIELDS.add(
          "trainer",
          optional(Kinds.text()),
          "",
          "command of a program that trains every plan's model by the trainer protocol, such as"
              + " python train.py; without it, the agent trains the models that Rondo knows");
  public static final Field<Duration> TRAINER_TIMEOUT =
      FIELDS.add(
          "trainer_timeout",
          seconds(1, 604_800),
          "600",
          "how many seconds the trainer may give no answer and report no progress before it is"
              + " ended");
  public static final Field<Optional<Integer>> TRAINER_MEMORY =
      FIELDS.add(
          "trainer_memory",
          optional(integer(1, 100_000_000)),
          "",
          "maximum memory of the trainer and of the processes that it starts, in MB; if they use"
              + " more, they are ended, and the next training starts a new process; only on Linux");
  public static final Field<Path> CACHE =
      FIELDS.add(
          Field.derived(
              "cache",
              Kinds.path(),
              "~/.cache/rondo-agent",
              v -> Path.of(System.getProperty("user.home", ""), ".cache", "rondo-agent"),
              "folder for downloads"));
  public static final Field<Integer> CACHE_MEGABYTES =
      FIELDS.add(
          "cache_megabytes", integer(1, 100_000_000), "4096", "maximum size of downloads, in MB");
  public static final Field<Path> HEALTH_FILE =
      FIELDS.add(
          Field.derived(
              "health_file",
              Kinds.path(),
              "health.json in the cache",
              v -> v.get(CACHE).resolve("health.json"),
              "JSON file that is rewritten every few seconds while the agent is healthy"));
  public static final Field<SecondsRange> HAND_BACK =
      FIELDS.add(
          "hand_back_seconds", range(0), "15-60", "delay until a returned seat is visible again");
  public static final Field<SecondsRange> IDLE_POLL =
      FIELDS.add("idle_poll_seconds", range(0), "1-3", "pause after a poll without a seat");
  public static final Field<SecondsRange> AFTER_ROUND =
      FIELDS.add(
          "after_round_seconds",
          range(0),
          "1-5",
          "pause after an update, so that other clients get the remaining seats");
  public static final Field<SecondsRange> BACK_OFF =
      FIELDS.add(
          "back_off_seconds",
          range(0.1),
          "1-60",
          "first and longest pause after a fault; the pauses in between double");
  public static final Field<Duration> LONG_POLL =
      FIELDS.add("long_poll_seconds", seconds(0, 20), "20", "how long a poll waits for a seat");
  public static final Field<Duration> VISIBILITY =
      FIELDS.add(
          "visibility_seconds",
          seconds(2, LONGEST_SECONDS),
          "120",
          "a seat without a heartbeat for this long goes to another client");
  public static final Field<Duration> HEARTBEAT =
      FIELDS.add(
          "heartbeat_seconds",
          seconds(1, LONGEST_SECONDS / 2),
          "30",
          "how often the agent renews its seat and checks whether the round has closed");
  public static final Field<Duration> LEASE =
      FIELDS.add(
          "lease_seconds",
          seconds(2, (int) DataShardLeases.MAX_LEASE.toSeconds()),
          "600",
          "how long a data shard stays leased without being renewed");
  public static final Field<Duration> CLOCK_MARGIN =
      FIELDS.add(
          "clock_margin_seconds",
          seconds(0, 3600),
          "60",
          "maximum difference between the clocks of two clients");
  public static final Field<Duration> STOP =
      FIELDS.add("stop_seconds", seconds(1, 3600), "25", "how long a clean stop may take");
  public static final Field<Integer> MAX_EPOCHS =
      FIELDS.add(
          "max_epochs", integer(1, 1_000_000), "1000", "plans with more epochs are rejected");
  public static final Field<Optional<HelperPublicKey>> HELPER_PUBLIC_KEY =
      FIELDS.add(
          "helper_public_key",
          optional(helperKeyKind()),
          "",
          "public key of the helper, for jobs with secure aggregation; with it, the client sends"
              + " masked updates only");
  public static final Field<Optional<String>> HELPER_BUCKET =
      FIELDS.add(
          "helper_bucket",
          optional(Kinds.bucket()),
          "",
          "bucket of the helper, for jobs with secure aggregation");
  public static final Field<Optional<Path>> CLIENT_KEY =
      FIELDS.add(
          "client_key",
          optional(Kinds.path()),
          "",
          "file with this client's private key, for jobs with secure aggregation; the helper's"
              + " operator has the public one");
  public static final Field<Double> LEAST_NOISE =
      FIELDS.add(
          "least_noise",
          Kinds.atLeastZero(),
          "0",
          "with secure aggregation: the client takes part only in rounds with at least this noise"
              + " multiplier; 0 accepts all rounds");
  public static final Field<InstanceWatching> WATCH_INSTANCE =
      FIELDS.add(
          "watch_instance",
          Kinds.choice(List.of(InstanceWatching.values()), InstanceWatching::word),
          "auto",
          "whether to ask EC2 for interruption notices; auto asks if the client's id is that of an"
              + " instance");

  static final Schema SCHEMA =
      FIELDS
          .rule(EKS_CLUSTER, v -> isNoPod(v) || v.get(EKS_CLUSTER).isPresent(), neededForEks())
          .rule(EKS_NAMESPACE, v -> isNoPod(v) || v.get(EKS_NAMESPACE).isPresent(), neededForEks())
          .rule(EKS_POD, v -> isNoPod(v) || v.get(EKS_POD).isPresent(), neededForEks())
          .rule(
              EKS_POD,
              v -> isNoPod(v) || podParts(v).count() < 3 || ObjectKeys.isClient(podName(v)),
              v -> "gives the client id \"" + podName(v) + "\", which must be " + clientBounds())
          .rule(HELPER_PUBLIC_KEY, v -> hasAllKeys(v, HELPER_PUBLIC_KEY), neededForMasks())
          .rule(HELPER_BUCKET, v -> hasAllKeys(v, HELPER_BUCKET), neededForMasks())
          .rule(CLIENT_KEY, v -> hasAllKeys(v, CLIENT_KEY), neededForMasks())
          .rule(
              LEAST_NOISE,
              v -> v.get(LEAST_NOISE) == 0 || v.get(HELPER_PUBLIC_KEY).isPresent(),
              v -> "applies only with secure aggregation: set helper_public_key, or remove it")
          .rule(
              HEARTBEAT,
              v -> v.get(HEARTBEAT).multipliedBy(2).compareTo(v.get(VISIBILITY)) <= 0,
              v ->
                  "must be at most half of visibility_seconds (%s), or a late heartbeat loses the seat"
                      .formatted(v.get(VISIBILITY).toSeconds()))
          .build();

  private AgentFields() {}

  /** The client's id on EKS, as the session tags of EKS Pod Identity spell it. */
  static String podName(Values values) {
    return String.join(".", podParts(values).toList());
  }

  private static Stream<String> podParts(Values values) {
    return Stream.of(EKS_CLUSTER, EKS_NAMESPACE, EKS_POD)
        .flatMap(part -> values.get(part).stream());
  }

  private static boolean isNoPod(Values values) {
    return !values.get(IDENTITY).equals("eks");
  }

  /** Whether a setting is there if one of the three is that secure aggregation needs. */
  private static boolean hasAllKeys(Values values, Field<? extends Optional<?>> field) {
    return values.get(field).isPresent()
        || Stream.of(HELPER_PUBLIC_KEY, HELPER_BUCKET, CLIENT_KEY)
            .allMatch(other -> values.get(other).isEmpty());
  }

  private static String neededForMasks() {
    return "is not set, but secure aggregation needs helper_public_key, helper_bucket and"
        + " client_key: set all three, or none of them";
  }

  private static String neededForEks() {
    return "is not set, but identity eks needs it";
  }

  private static String clientBounds() {
    return "letters, digits and _.:=,@- up to 193 of them";
  }

  private static Kind<String> identityKind() {
    return Kind.of(
        "identity",
        "sts, eks or id:NAME (NAME of " + clientBounds() + ")",
        text ->
            Optional.of(text)
                .filter(
                    id ->
                        id.equals("sts")
                            || id.equals("eks")
                            || (id.startsWith("id:") && ObjectKeys.isClient(id.substring(3)))),
        text -> text);
  }

  private static Kind<HelperPublicKey> helperKeyKind() {
    return Kind.of(
        "key",
        "32 bytes in Base64",
        text -> {
          try {
            return Optional.of(HelperPublicKey.ofBase64(text));
          } catch (IllegalArgumentException e) {
            return Optional.empty();
          }
        },
        HelperPublicKey::base64);
  }

  private static Kind<SecondsRange> range(double least) {
    return Kind.of(
        "range",
        "a number of seconds from %s to %s, or a range of them such as 15-60"
            .formatted(Numbers.text(least), LONGEST_SECONDS),
        text -> parseRange(text).filter(range -> range.low() >= least),
        range -> Numbers.text(range.low()) + "-" + Numbers.text(range.high()));
  }

  private static Optional<SecondsRange> parseRange(String text) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<Double> low = Numbers.real(matcher.group(1));
    Optional<Double> high = matcher.group(2) == null ? low : Numbers.real(matcher.group(2));
    return low.flatMap(
        from ->
            high.filter(to -> to >= from && to <= LONGEST_SECONDS)
                .map(to -> new SecondsRange(from, to)));
  }
}
