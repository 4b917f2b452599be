package dev.rondo.cdk.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  @TempDir Path folder;

  @Test
  void nothingHasToBeSet() {
    Settings settings = Settings.read(Map.of(), folder);

    assertThat(settings.controlStack()).isEqualTo("RondoControl");
    assertThat(settings.ec2Stack()).isEqualTo("RondoEc2Clients");
    assertThat(settings.eksStack()).isEqualTo("RondoEksClients");
    assertThat(settings.get(ControlSettings.EMULATOR)).isFalse();
    assertThat(settings.get(Ec2Settings.NODES)).isEqualTo(2);
    assertThat(settings.get(Ec2Settings.NETWORK.connection)).isEqualTo(Connection.PUBLIC_SUBNETS);
    assertThat(settings.get(EksSettings.IMAGE)).isEmpty();
    // Accounts on AWS's free plan refuse m7i.large.
    assertThat(settings.get(Ec2Settings.INSTANCE_TYPE)).isEqualTo("m7i-flex.large");
    assertThat(settings.get(EksSettings.INSTANCE_TYPE)).isEqualTo("m7i-flex.large");
  }

  @Test
  void contextWinsOverTheFile() throws IOException {
    Settings settings = read("ec2_nodes: 7\nec2_spot: true\n", Map.of("ec2_nodes", "3"));

    assertThat(settings.get(Ec2Settings.NODES)).isEqualTo(3);
    assertThat(settings.get(Ec2Settings.SPOT)).isTrue();
  }

  @Test
  void contextMayBeInCamelCaseAsCdksOwnIs() {
    Settings settings =
        Settings.read(Map.of("emulator", "true", "emulatorTimeoutSeconds", "20"), folder);

    assertThat(settings.get(ControlSettings.EMULATOR)).isTrue();
    assertThat(settings.get(ControlSettings.EMULATOR_TIMEOUT_SECONDS)).isEqualTo(20);
  }

  @Test
  void whatCdkKeepsInTheContextIsNoSetting() {
    assertThat(
            Settings.read(
                Map.of("aws:cdk:version-reporting", true, "@aws-cdk/core:x", "y"), folder))
        .isEqualTo(Settings.read(Map.of(), folder));
  }

  @Test
  void severalValuesAreAListOrSeparatedByCommas() throws IOException {
    List<String> zones = List.of("us-east-1a", "us-east-1c");

    assertThat(read("ec2_zone_names: [us-east-1a, us-east-1c]", Map.of()))
        .returns(zones, settings -> settings.get(Ec2Settings.NETWORK.zoneNames));
    assertThat(read("", Map.of("ec2_zone_names", "us-east-1a, us-east-1c")))
        .returns(zones, settings -> settings.get(Ec2Settings.NETWORK.zoneNames));
    assertThat(read("", Map.of("ec2_zone_names", zones)))
        .returns(zones, settings -> settings.get(Ec2Settings.NETWORK.zoneNames));
  }

  @Test
  void jsonIsYamlToo() throws IOException {
    assertThat(read("{\"prefix\": \"Lab\", \"eks_agents\": 40}", Map.of()))
        .returns("LabControl", Settings::controlStack)
        .returns(40, settings -> settings.get(EksSettings.AGENTS));
  }

  @Test
  void allProblemsAreToldTogetherEachWithItsPlace() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    ec2_nodes: many
                    ec2_instance_type: m7g.large
                    log_retention_days: 31
                    ec2_node: 3
                    """,
                    Map.of("alarm_email", "nobody", "ec2_vpc_id", "vpc-12345678")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            """
            -c alarm_email must be an e-mail address, but is "nobody"
            -c ec2_vpc_id needs ec2_subnet_ids, the subnets of the VPC for the clients
            rondo.yaml:1: ec2_nodes must be a whole number from 0 to 10000, but is "many"\
             (default: 2)
            rondo.yaml:2: ec2_instance_type is an arm64 type, but the agent's native code is for\
             x86_64; use one such as m7i-flex.large
            rondo.yaml:3: log_retention_days must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180,\
             365, 400, 545, 731, 1827 or 3653, but is "31" (default: 30)
            rondo.yaml:4: unknown setting "ec2_node". Did you mean "ec2_nodes"?\
            """);
  }

  @Test
  void settingsThatGainsayEachOtherAreRefused() {
    refuses(Map.of("emulator_timeout_seconds", "5"), "is only for the emulator");
    refuses(Map.of("fold_batch_size", "50", "fold_batch_window_seconds", "0"), "needs a fold_bat");
    refuses(Map.of("ec2_nodes", "200"), "is above ec2_max_nodes (100)");
    refuses(Map.of("ec2_security_group_id", "sg-12345678"), "needs ec2_vpc_id");
    refuses(Map.of("ec2_subnet_ids", "subnet-12345678"), "needs ec2_vpc_id");
    refuses(Map.of("ec2_subnet_ids", "subnet-12345678,subnet-12345678"), "a subnet twice");
    refuses(Map.of("ec2_zones", "1", "ec2_zone_names", "us-east-1a"), "exclude each other");
    refuses(Map.of("eks_connection", "interface-endpoints"), "must be public-subnets or nat");
    refuses(Map.of("eks_trainer_command", "python train.py"), "needs eks_image");
    refuses(Map.of("eks_trainer_memory_mb", "4000"), "needs eks_trainer_command");
    refuses(Map.of("eks_public_cidrs", "192.0.2.0/24"), "needs eks_connection nat");
    refuses(Map.of("eks_control_plane_logs", "audit,kubelet"), "must be api, audit,");
    refuses(Map.of("ec2_spot_instance_types", "m7i.large"), "needs ec2_spot true");
    refuses(
        Map.of("eks_spot", "true", "eks_spot_instance_types", "m6i.large,m7g.large"),
        "names an arm64 type");
    refuses(Map.of("eks_nodes", "11"), "is above eks_max_nodes (10)");
    refuses(Map.of("functions_vpc_id", "vpc-12345678"), "needs functions_subnet_ids");
    refuses(Map.of("functions_subnet_ids", "subnet-12345678"), "needs functions_vpc_id");
    refuses(Map.of("functions_security_group_id", "sg-12345678"), "needs functions_vpc_id");
    refuses(Map.of("functions_leave_vpc", "true"), "needs functions_vpc_id");
    refuses(Map.of("helper_account_a_id", "111122223333"), "needs helper_account_a_bucket");
    refuses(Map.of("helper_account_a_bucket", "rondo-jobs"), "needs helper_account_a_id");
    refuses(Map.of("helper_public_key", "A".repeat(43) + "="), "needs helper_bucket");
    refuses(Map.of("helper_public_key", "AAAA"), "must be 32 bytes in Base64");
    refuses(Map.of("helper_minimum", "2"), "must be a whole number from 3 to 100000");
    refuses(Map.of("helper_role_arn", "arn:aws:iam::444455556666:role/helper"), "helper_bucket");
    refuses(Map.of("helper_role_arn", "helper"), "must be the ARN of a role");
    refuses(
        Map.of(
            "emulator", "true",
            "functions_vpc_id", "vpc-12345678",
            "functions_subnet_ids", "subnet-12345678"),
        "functions_vpc_id is only for AWS");
    refuses(
        Map.of("emulator", "true", "kms_key_arn", "arn:aws:kms:us-east-1:123456789012:key/1-2"),
        "kms_key_arn is only for AWS");
    refuses(Map.of("kms_key_arn", "alias/mine"), "must be the ARN of a KMS key");
    refuses(Map.of("tags", "research"), "must be a tag such as team=research");
    refuses(Map.of("tags", "aws:team=research"), "must be a tag such as team=research");
    refuses(Map.of("tags", "Aws:team=research"), "must be a tag such as team=research");
  }

  /** S3 refuses a key of another region only when the first object is written. */
  @Test
  void aKeyOfAnotherRegionThanTheStacksIsRefused() {
    Settings settings =
        Settings.read(Map.of("kms_key_arn", "arn:aws:kms:us-east-1:123456789012:key/1-2"), folder);

    assertThat(settings.in("us-east-1")).isEqualTo(settings);
    assertThatThrownBy(() -> settings.in("eu-west-1"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "kms_key_arn must be a key in eu-west-1, where the stacks go, but is in us-east-1");
    Settings withoutKey = Settings.read(Map.of(), folder);
    assertThat(withoutKey.in("eu-west-1")).isEqualTo(withoutKey);
  }

  @Test
  void aFileThatIsNotThereOrNotYamlIsNamed() {
    refuses(Map.of("config", "absent.yaml"), folder + "/absent.yaml does not exist");
    assertThatThrownBy(() -> read("a: [1\n", Map.of())).hasMessageStartingWith("rondo.yaml:2: ");
    assertThatThrownBy(() -> read("ec2_nodes\n", Map.of()))
        .hasMessageContaining("not a mapping of settings");
    assertThatThrownBy(() -> read("ec2_nodes: {a: b}\n", Map.of()))
        .hasMessage("rondo.yaml:1: ec2_nodes is a mapping; it takes one value or a list of values");
  }

  @Test
  void gravitonIsRefusedAndItsNeighboursAreNot() {
    for (String arm : List.of("a1.large", "m7g.large", "c7gn.xlarge", "t4g.micro", "im4gn.large")) {
      refuses(Map.of("ec2_instance_type", arm), "arm64");
    }
    for (String x86 :
        List.of("m7i.large", "m7i-flex.large", "c6a.xlarge", "g5.xlarge", "t3.micro", "m5.metal")) {
      assertThat(
              Settings.read(Map.of("ec2_instance_type", x86), folder)
                  .get(Ec2Settings.INSTANCE_TYPE))
          .isEqualTo(x86);
    }
  }

  private void refuses(Map<String, String> context, String because) {
    assertThatThrownBy(() -> Settings.read(context, folder))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(because);
  }

  private Settings read(String file, Map<String, ?> context) throws IOException {
    Files.writeString(folder.resolve("rondo.yaml"), file);
    Map<String, Object> all = new java.util.HashMap<>(context);
    all.put("config", "rondo.yaml");
    return Settings.read(all, folder);
  }

  @Test
  void aMisspeltContextKeyIsAnsweredByTheClosest() {
    refuses(
        Map.of("ec2_node", "3"), "-c ec2_node: unknown setting. Did you mean \"-c ec2_nodes\"?");
    refuses(Map.of("ec2Node", "3"), "-c ec2Node: unknown setting. Did you mean \"-c ec2_nodes\"?");
  }

  @Test
  void foldSettingsSuitTheLargestModel() {
    Settings small = Settings.read(Map.of(), folder);
    Settings large = Settings.read(Map.of("largest_model_mb", "3000"), folder);

    assertThat(small.get(ControlSettings.FOLD_BATCH_SIZE)).isEqualTo(20);
    assertThat(large.get(ControlSettings.FOLD_BATCH_SIZE)).isLessThan(20);
  }
}
