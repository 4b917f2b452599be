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

class SettingsReaderTest {

  @TempDir Path folder;

  @Test
  void nothingHasToBeSet() {
    Settings settings = SettingsReader.read(Map.of(), folder);

    assertThat(settings.controlStack()).isEqualTo("RondoControl");
    assertThat(settings.ec2Stack()).isEqualTo("RondoEc2Clients");
    assertThat(settings.eksStack()).isEqualTo("RondoEksClients");
    assertThat(settings.control().emulator()).isFalse();
    assertThat(settings.ec2().nodes()).isEqualTo(2);
    assertThat(settings.ec2().network().connection()).isEqualTo(Connection.PUBLIC_SUBNETS);
    assertThat(settings.eks().image()).isEmpty();
  }

  @Test
  void contextWinsOverTheFile() throws IOException {
    Settings settings = read("ec2_nodes: 7\nec2_spot: true\n", Map.of("ec2_nodes", "3"));

    assertThat(settings.ec2().nodes()).isEqualTo(3);
    assertThat(settings.ec2().spot()).isTrue();
  }

  @Test
  void contextMayBeInCamelCaseAsCdksOwnIs() {
    Settings settings =
        SettingsReader.read(Map.of("emulator", "true", "emulatorTimeoutSeconds", "20"), folder);

    assertThat(settings.control().emulator()).isTrue();
    assertThat(settings.control().emulatorTimeoutSeconds()).isEqualTo(20);
  }

  @Test
  void whatCdkKeepsInTheContextIsNoSetting() {
    assertThat(
            SettingsReader.read(
                Map.of("aws:cdk:version-reporting", true, "@aws-cdk/core:x", "y"), folder))
        .isEqualTo(SettingsReader.read(Map.of(), folder));
  }

  @Test
  void severalValuesAreAListOrSeparatedByCommas() throws IOException {
    List<String> zones = List.of("us-east-1a", "us-east-1c");

    assertThat(read("ec2_zone_names: [us-east-1a, us-east-1c]", Map.of()).ec2().network())
        .returns(zones, NetworkSettings::zoneNames);
    assertThat(read("", Map.of("ec2_zone_names", "us-east-1a, us-east-1c")).ec2().network())
        .returns(zones, NetworkSettings::zoneNames);
  }

  @Test
  void jsonIsYamlToo() throws IOException {
    assertThat(read("{\"prefix\": \"Lab\", \"eks_agents\": 40}", Map.of()))
        .returns("LabControl", Settings::controlStack)
        .returns(40, settings -> settings.eks().agents());
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
                    colour: red
                    """,
                    Map.of("alarm_email", "nobody", "ec2_vpc_id", "vpc-12345678")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            """
            -c alarm_email: alarm_email is an e-mail address, not 'nobody'
            -c ec2_vpc_id: ec2_vpc_id needs ec2_subnet_ids, the subnets of it that clients go to
            rondo.yaml:1: ec2_nodes is a whole number from 0 to 10000, not 'many'
            rondo.yaml:2: ec2_instance_type is an arm64 type, and the agent's native code is for\
             x86_64: take one such as m7i.large
            rondo.yaml:3: log_retention_days is one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180,\
             365, 400, 545, 731, 1827, 3653, not '31'
            rondo.yaml:4: 'colour' is no setting: docs/deployment.md lists them\
            """);
  }

  @Test
  void settingsThatGainsayEachOtherAreRefused() {
    refuses(Map.of("emulator_timeout_seconds", "5"), "is for the emulator alone");
    refuses(Map.of("fold_batch_size", "50", "fold_batch_window_seconds", "0"), "needs a fold_bat");
    refuses(Map.of("ec2_nodes", "200"), "is above ec2_max_nodes (100)");
    refuses(Map.of("ec2_security_group_id", "sg-12345678"), "needs ec2_vpc_id");
    refuses(Map.of("ec2_subnet_ids", "subnet-12345678"), "needs ec2_vpc_id");
    refuses(Map.of("ec2_subnet_ids", "subnet-12345678,subnet-12345678"), "a subnet twice");
    refuses(Map.of("ec2_zones", "1", "ec2_zone_names", "us-east-1a"), "say the same: keep one");
    refuses(Map.of("eks_connection", "interface-endpoints"), "is public-subnets or nat");
    refuses(Map.of("eks_nodes", "11"), "is above eks_max_nodes (10)");
  }

  @Test
  void aFileThatIsNotThereOrNotYamlIsNamed() {
    refuses(Map.of("config", "absent.yaml"), "-c config: cannot read " + folder);
    assertThatThrownBy(() -> read("a: [1\n", Map.of())).hasMessageStartingWith("rondo.yaml:2: ");
    assertThatThrownBy(() -> read("ec2_nodes\n", Map.of())).hasMessageContaining("has no settings");
    assertThatThrownBy(() -> read("ec2_nodes: {a: b}\n", Map.of()))
        .hasMessage("rondo.yaml:1: ec2_nodes takes one value or a list of them");
  }

  @Test
  void gravitonIsRefusedAndItsNeighboursAreNot() {
    for (String arm : List.of("a1.large", "m7g.large", "c7gn.xlarge", "t4g.micro", "im4gn.large")) {
      refuses(Map.of("ec2_instance_type", arm), "arm64");
    }
    for (String x86 : List.of("m7i.large", "c6a.xlarge", "g5.xlarge", "t3.micro", "m5.metal")) {
      assertThat(SettingsReader.read(Map.of("ec2_instance_type", x86), folder).ec2().instanceType())
          .isEqualTo(x86);
    }
  }

  private void refuses(Map<String, String> context, String because) {
    assertThatThrownBy(() -> SettingsReader.read(context, folder))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(because);
  }

  private Settings read(String file, Map<String, String> context) throws IOException {
    Files.writeString(folder.resolve("rondo.yaml"), file);
    Map<String, String> all = new java.util.HashMap<>(context);
    all.put("config", "rondo.yaml");
    return SettingsReader.read(all, folder);
  }
}
