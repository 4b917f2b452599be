package dev.rondo.cdk;

import dev.rondo.cdk.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;

/**
 * A deployment whose templates are checked: by cdk-nag and the rules of CDK in tests, and by
 * cfn-lint in {@code scripts/lint-templates}.
 *
 * @param name for messages and the name of a folder
 * @param settings as {@code cdk synth -c key=value} has them
 * @param regions where the templates must be deployable, of AWS, its GovCloud and China
 */
record Variant(String name, Map<String, String> settings, List<String> regions) {

  private static final String US = "us-east-1";
  private static final String EUROPE = "eu-central-1";
  private static final String GOVCLOUD = "us-gov-west-1";
  private static final String CHINA = "cn-north-1";
  private static final String KEY =
      "arn:%s:kms:%s:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String SUBNETS = "subnet-12345678,subnet-87654321";

  private static final String TRAINER =
      Path.of(System.getProperty("rondo.home"), "examples", "python-client").toString();

  Variant {
    settings = Map.copyOf(settings);
    regions = List.copyOf(regions);
  }

  private static Variant of(String name, Map<String, String> settings) {
    return new Variant(name, settings, List.of(US));
  }

  /** All of them; together they use every setting that adds or removes a resource. */
  static List<Variant> all() {
    return List.of(
        new Variant("default", Map.of(), List.of(US, EUROPE, GOVCLOUD)),
        of("other-prefix", Map.of("prefix", "Lab")),
        of(
            "people",
            Map.of(
                "alarm_email", "ops@example.org",
                "ec2_key_pair", "mine",
                "eks_admin_arn", "arn:aws:iam::123456789012:role/admin",
                "eks_control_plane_logs", "api,audit",
                "eks_image", "example.org/rondo-agent:1")),
        of(
            "nat",
            Map.of(
                "ec2_connection", "nat",
                "eks_connection", "nat",
                "eks_public_cidrs", "192.0.2.0/24")),
        of("interface-endpoints", Map.of("ec2_connection", "interface-endpoints")),
        of(
            "spot",
            Map.of(
                "ec2_spot", "true",
                "ec2_spot_instance_types", "m7i.large",
                "eks_spot", "true",
                "eks_spot_instance_types", "m7i.large")),
        of("own-vpc", ownVpc("public-subnets", "nat")),
        of("own-vpc-endpoints", ownVpc("interface-endpoints", "public-subnets")),
        of(
            "own-key-and-functions-in-vpc",
            Map.of(
                "kms_key_arn",
                KEY.formatted("aws", US),
                "functions_vpc_id",
                "vpc-12345678",
                "functions_subnet_ids",
                SUBNETS,
                "tags",
                "team=research,cost-center=42")),
        of(
            "functions-with-own-security-group",
            Map.of(
                "functions_vpc_id", "vpc-12345678",
                "functions_subnet_ids", SUBNETS,
                "functions_security_group_id", "sg-12345678",
                "termination_protection", "true")),
        of(
            "functions-leave-vpc",
            Map.of(
                "functions_vpc_id", "vpc-12345678",
                "functions_subnet_ids", SUBNETS,
                "functions_leave_vpc", "true")),
        of(
            "trainer",
            Map.of(
                "ec2_trainer", TRAINER,
                "ec2_trainer_command", "python mlp.py",
                "ec2_trainer_memory_mb", "4000")),
        of("helper", helper()),
        new Variant("govcloud", own("aws-us-gov", GOVCLOUD, "m7i.large"), List.of(GOVCLOUD)),
        new Variant("china", own("aws-cn", CHINA, "m6i.large"), List.of(CHINA)),
        of("emulator", Map.of("emulator", "true", "emulator_timeout_seconds", "20")));
  }

  /** Both sides of secure aggregation, as two accounts deploy them one after the other. */
  private static Map<String, String> helper() {
    return Map.ofEntries(
        Map.entry("alarm_email", "ops@example.org"),
        Map.entry("helper_account_a_id", "111122223333"),
        Map.entry("helper_account_a_bucket", "rondo-jobs"),
        Map.entry("helper_account_a_key_arn", KEY.formatted("aws", US)),
        Map.entry("helper_ec2_client_role_arn", "arn:aws:iam::111122223333:role/ec2-clients"),
        Map.entry("helper_eks_client_role_arn", "arn:aws:iam::111122223333:role/eks-clients"),
        Map.entry(
            "helper_function_arn", "arn:aws:lambda:us-east-1:444455556666:function:helper:live"),
        Map.entry("helper_role_arn", "arn:aws:iam::444455556666:role/helper"),
        Map.entry("helper_bucket", "rondo-helper"),
        Map.entry("helper_public_key", "A".repeat(43) + "="));
  }

  private static Map<String, String> ownVpc(String ec2, String eks) {
    return Map.of(
        "ec2_vpc_id",
        "vpc-12345678",
        "ec2_subnet_ids",
        SUBNETS,
        "ec2_route_table_ids",
        "rtb-12345678",
        "ec2_security_group_id",
        "sg-12345678",
        "ec2_connection",
        ec2,
        "eks_vpc_id",
        "vpc-12345678",
        "eks_subnet_ids",
        SUBNETS,
        "eks_connection",
        eks);
  }

  /** Zones, a key and a network of the functions in a region of another partition. */
  private static Map<String, String> own(String partition, String region, String instanceType) {
    String zones = region + "a," + region + "b";
    return Map.of(
        "ec2_zone_names", zones,
        "ec2_instance_type", instanceType,
        "eks_zone_names", zones,
        "eks_instance_type", instanceType,
        "kms_key_arn", KEY.formatted(partition, region),
        "functions_vpc_id", "vpc-12345678",
        "functions_subnet_ids", SUBNETS);
  }

  /**
   * Its app before the synthesis.
   *
   * @param folder gets its output, {@code out}, and the packages
   */
  App app(Path folder) {
    App app = Synthesized.app(folder.resolve("out"), Map.of());
    RondoApp.addTo(app, Settings.read(settings, folder), TestPackages.in(folder.resolve("home")));
    return app;
  }

  @Override
  public String toString() {
    return name;
  }
}
