package dev.rondo.cdk.settings;

import static dev.rondo.settings.Kinds.integer;
import static dev.rondo.settings.Kinds.matching;
import static dev.rondo.settings.Kinds.optional;

import dev.rondo.settings.Field;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Schema;
import java.util.List;
import java.util.Optional;

/** The settings of the clients on EC2. */
public final class Ec2Settings {

  private static final Schema.Builder FIELDS = Schema.builder(Naming.CONTEXT);

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
          .build();

  private Ec2Settings() {}
}
