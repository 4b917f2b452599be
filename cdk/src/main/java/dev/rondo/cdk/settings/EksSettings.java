package dev.rondo.cdk.settings;

import static dev.rondo.settings.Kinds.integer;
import static dev.rondo.settings.Kinds.matching;
import static dev.rondo.settings.Kinds.optional;

import dev.rondo.settings.Field;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Schema;
import dev.rondo.settings.Values;
import java.util.List;
import java.util.Optional;

/** The settings of the clients on EKS. */
public final class EksSettings {

  private static final Schema.Builder FIELDS = Schema.builder(Naming.CONTEXT);
  private static final String NEEDS_TRAINER = "needs eks_trainer_command, the trainer";

  public static final Field<Integer> AGENTS =
      FIELDS.add("eks_agents", integer(0, 10_000), "2", "number of pods, each with one client");
  public static final Field<Integer> NODES =
      FIELDS.add("eks_nodes", integer(0, 450), "2", "number of machines that run the pods");
  public static final Field<Integer> MAX_NODES =
      FIELDS.add("eks_max_nodes", integer(1, 450), "10", "maximum size of the node group");
  public static final Field<String> INSTANCE_TYPE =
      InstanceTypes.addTo(FIELDS, "eks_instance_type");
  public static final Field<Integer> VOLUME_GIB =
      FIELDS.add(
          "eks_volume_gib",
          integer(20, 16_384),
          "30",
          "size of a node's volume in GiB, gp3, encrypted");
  public static final Field<Boolean> SPOT =
      FIELDS.add("eks_spot", Kinds.bool(), "false", "use Spot instances");
  public static final Field<List<String>> SPOT_INSTANCE_TYPES =
      InstanceTypes.addSpotTo(FIELDS, "eks", SPOT);
  public static final Field<String> VERSION =
      FIELDS.add(
          "eks_version",
          matching("version", "1\\.[2-9][0-9]", "a version such as 1.35"),
          "1.35",
          "version of Kubernetes; 1.35 is in standard support until March 2027, after which a"
              + " cluster costs six times as much");
  public static final Field<String> NAMESPACE =
      FIELDS.add(
          "eks_namespace",
          matching("name", "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "a Kubernetes namespace"),
          "rondo",
          "namespace of the pods");
  public static final Field<Optional<String>> IMAGE =
      FIELDS.add(
          "eks_image",
          optional(
              matching(
                  "image",
                  "[a-z0-9][a-z0-9.:/_-]*[:@][A-Za-z0-9][A-Za-z0-9._:-]*",
                  "an image with its tag or digest")),
          "",
          "image of the agent; without it one is built, which needs Docker");
  public static final Field<Integer> MEMORY_GIB =
      FIELDS.add(
          "eks_memory_gib",
          integer(2, 1024),
          "2",
          "maximum memory of a pod in GiB; Java uses up to half of it, or a quarter in the image"
              + " with a trainer");
  public static final Field<Optional<String>> TRAINER_COMMAND =
      FIELDS.add(
          "eks_trainer_command",
          optional(matching("command", "[ -~]{1,500}", "up to 500 ASCII characters on one line")),
          "",
          "command of a trainer in `eks_image` that the agents run (see below)");
  public static final Field<Integer> TRAINER_TIMEOUT_SECONDS =
      FIELDS.add(
          "eks_trainer_timeout_seconds",
          integer(1, 604_800),
          "600",
          "how long the trainer may give no answer and report no progress before it is ended");
  public static final Field<Optional<Integer>> TRAINER_MEMORY_MB =
      FIELDS.add(
          "eks_trainer_memory_mb",
          optional(integer(1, 100_000_000)),
          "",
          "maximum memory of the trainer; if it uses more, it is ended"
              + " ([trainer-protocol.md](trainer-protocol.md#the-limit-of-memory))");
  public static final Field<List<String>> PUBLIC_CIDRS =
      FIELDS.add(
          "eks_public_cidrs",
          Kinds.list(
              matching(
                  "cidr",
                  "[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}",
                  "a CIDR range such as 192.0.2.0/24")),
          "",
          "ranges that may reach the cluster's public endpoint, only with `eks_connection` nat;"
              + " without it all addresses, if IAM allows the caller");
  public static final Field<Optional<String>> ADMIN_ARN =
      FIELDS.add(
          "eks_admin_arn",
          optional(
              matching(
                  "arn",
                  "arn:[a-z-]+:iam::[0-9]{12}:(role|user)/[\\w+=,.@/-]+",
                  "the ARN of an IAM role or user")),
          "",
          "role or user that may administer the cluster (`kubectl`); deploying it does not grant"
              + " that");
  public static final Field<List<String>> CONTROL_PLANE_LOGS =
      FIELDS.add(
          "eks_control_plane_logs",
          Kinds.list(
              Kinds.choice(
                  List.of("api", "audit", "authenticator", "controllerManager", "scheduler"),
                  kind -> kind)),
          "",
          "kinds of logs that the cluster's control plane sends to CloudWatch, at $0.50 a GB"
              + " ([cost.md](cost.md)); audit is by far the largest");
  public static final NetworkSettings NETWORK = new NetworkSettings(FIELDS, "eks", 2);

  static final Schema SCHEMA =
      FIELDS
          .rule(
              TRAINER_COMMAND,
              v -> v.get(TRAINER_COMMAND).isEmpty() || v.get(IMAGE).isPresent(),
              "needs eks_image, an image that contains the trainer")
          .rule(TRAINER_TIMEOUT_SECONDS, v -> hasTrainer(v, TRAINER_TIMEOUT_SECONDS), NEEDS_TRAINER)
          .rule(TRAINER_MEMORY_MB, v -> hasTrainer(v, TRAINER_MEMORY_MB), NEEDS_TRAINER)
          .rule(
              NODES,
              v -> v.get(NODES) <= v.get(MAX_NODES),
              v -> "is above eks_max_nodes (" + v.get(MAX_NODES) + "); raise that, too")
          .rule(
              NETWORK.connection,
              v -> v.get(NETWORK.connection) != Connection.INTERFACE_ENDPOINTS,
              "must be public-subnets or nat; nodes need more services than the interface endpoints"
                  + " cover")
          .rule(
              PUBLIC_CIDRS,
              v -> v.get(PUBLIC_CIDRS).isEmpty() || v.get(NETWORK.connection) == Connection.NAT,
              "needs eks_connection nat: nodes and the functions that apply the manifests must then"
                  + " reach the cluster from private subnets")
          .build();

  private EksSettings() {}

  /** A setting of the trainer is of no use without one. */
  private static boolean hasTrainer(Values values, Field<?> setting) {
    return !values.isGiven(setting) || values.get(TRAINER_COMMAND).isPresent();
  }
}
