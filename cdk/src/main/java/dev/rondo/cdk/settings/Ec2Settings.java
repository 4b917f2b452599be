package dev.rondo.cdk.settings;

import static dev.rondo.settings.Kinds.integer;
import static dev.rondo.settings.Kinds.matching;
import static dev.rondo.settings.Kinds.optional;

import dev.rondo.settings.Field;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Schema;
import dev.rondo.settings.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of the clients on EC2. */
public final class Ec2Settings {

  private static final Schema.Builder FIELDS = Schema.builder(Naming.CONTEXT);
  private static final String NEEDS_TRAINER = "needs ec2_trainer, the folder of the trainer";

  public static final Field<Integer> NODES =
      FIELDS.add("ec2_nodes", integer(0, 10_000), "2", "number of instances, each with one client");
  public static final Field<Integer> MAX_NODES =
      FIELDS.add(
          "ec2_max_nodes",
          integer(1, 10_000),
          "100",
          "maximum number of instances that `rondo clients scale` may ask for");
  public static final Field<String> INSTANCE_TYPE =
      InstanceTypes.addTo(FIELDS, "ec2_instance_type");
  public static final Field<Integer> VOLUME_GIB =
      FIELDS.add(
          "ec2_volume_gib",
          integer(8, 16_384),
          "16",
          "size of the root volume in GiB, gp3, encrypted");
  public static final Field<Boolean> SPOT =
      FIELDS.add(
          "ec2_spot",
          Kinds.bool(),
          "false",
          "use Spot instances; an agent hands back its seat when it learns of an interruption");
  public static final Field<List<String>> SPOT_INSTANCE_TYPES =
      InstanceTypes.addSpotTo(FIELDS, "ec2", SPOT);
  public static final NetworkSettings NETWORK = new NetworkSettings(FIELDS, "ec2", 1);
  public static final Field<Optional<String>> SECURITY_GROUP_ID =
      FIELDS.add(
          "ec2_security_group_id",
          optional(matching("id", "sg-[0-9a-f]{8,17}", "a security group id such as sg-12345678")),
          "",
          "your own security group; the default one allows nothing in and HTTPS out");
  public static final Field<Optional<String>> KEY_PAIR =
      FIELDS.add(
          "ec2_key_pair",
          optional(matching("name", "[ -~]{1,255}", "the name of a key pair")),
          "",
          "key pair for SSH, if your security group allows it; Session Manager needs none");
  public static final Field<Optional<Path>> TRAINER =
      FIELDS.add(
          "ec2_trainer",
          optional(Kinds.path()),
          "",
          "folder with a trainer in Python that the agents run (see below)");
  public static final Field<Optional<String>> TRAINER_COMMAND =
      FIELDS.add(
          Field.derived(
              "ec2_trainer_command",
              optional(
                  matching("command", "[ -~]{1,500}", "up to 500 ASCII characters on one line")),
              "python train.py, if the folder has this file",
              v -> Optional.empty(),
              "command that starts the trainer, in its folder and its virtual environment"));
  public static final Field<Integer> TRAINER_TIMEOUT_SECONDS =
      FIELDS.add(
          "ec2_trainer_timeout_seconds",
          integer(1, 604_800),
          "600",
          "how long the trainer may give no answer and report no progress before it is ended");
  public static final Field<Optional<Integer>> TRAINER_MEMORY_MB =
      FIELDS.add(
          "ec2_trainer_memory_mb",
          optional(integer(1, 100_000_000)),
          "",
          "maximum memory of the trainer; if it uses more, it is ended"
              + " ([trainer-protocol.md](trainer-protocol.md#the-limit-of-memory))");

  static final Schema SCHEMA =
      FIELDS
          .rule(
              NODES,
              v -> v.get(NODES) <= v.get(MAX_NODES),
              v -> "is above ec2_max_nodes (" + v.get(MAX_NODES) + "); raise that, too")
          .rule(
              SECURITY_GROUP_ID,
              v -> v.get(SECURITY_GROUP_ID).isEmpty() || v.get(NETWORK.vpcId).isPresent(),
              "needs ec2_vpc_id, the VPC of the security group")
          .rule(TRAINER_COMMAND, v -> hasTrainer(v, TRAINER_COMMAND), NEEDS_TRAINER)
          .rule(TRAINER_TIMEOUT_SECONDS, v -> hasTrainer(v, TRAINER_TIMEOUT_SECONDS), NEEDS_TRAINER)
          .rule(TRAINER_MEMORY_MB, v -> hasTrainer(v, TRAINER_MEMORY_MB), NEEDS_TRAINER)
          .build();

  private Ec2Settings() {}

  /** A setting of the trainer is of no use without one. */
  private static boolean hasTrainer(Values values, Field<?> setting) {
    return !values.isGiven(setting) || values.get(TRAINER).isPresent();
  }
}
