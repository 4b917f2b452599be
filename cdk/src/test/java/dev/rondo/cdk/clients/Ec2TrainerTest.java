package dev.rondo.cdk.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import dev.rondo.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stack of clients on EC2 that run a trainer. */
class Ec2TrainerTest {

  @TempDir Path folder;

  private TemplateView ec2(String... more) {
    return Synthesized.with(settings(more)).ec2();
  }

  private Map<String, String> settings(String... more) {
    Map<String, String> settings = new HashMap<>(Map.of("ec2_trainer", folder.toString()));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private static String userData(TemplateView template) {
    JsonNode launch = template.properties("LaunchTemplate").get("LaunchTemplateData");
    return template.text(launch.get("UserData"));
  }

  @Test
  void theInstancesInstallTheFolderWithRondosPackageAndTheAgentRunsIt() throws IOException {
    Files.writeString(folder.resolve("train.py"), "");
    Files.writeString(folder.resolve("requirements.txt"), "");
    Files.writeString(folder.resolve("own-1.0-py3-none-any.whl"), "");
    TemplateView template =
        ec2("ec2_trainer_timeout_seconds", "90", "ec2_trainer_memory_mb", "4000");

    assertThat(userData(template))
        .contains(" /opt/rondo/rondo_client-0.1.0-py3-none-any.whl\n")
        .contains(
            "--disable-pip-version-check /opt/rondo/rondo_client-0.1.0-py3-none-any.whl"
                + " -r requirements.txt ./own-1.0-py3-none-any.whl\n")
        .contains("\npython train.py\nEND_OF_FILE")
        .contains("RONDO_TRAINER=/opt/rondo/run-trainer\n")
        .contains("RONDO_TRAINER_MEMORY=4000\n", "RONDO_TRAINER_TIMEOUT=90\n")
        .contains("JAVA_MEMORY_PERCENT=25\n");
    assertThat(userData(template).getBytes(StandardCharsets.UTF_8).length).isLessThan(16_384);
  }

  @Test
  void theRoleReadsTheAgentAndTheTrainerAndNoOtherFileOfTheDeployment() throws IOException {
    Files.writeString(folder.resolve("train.py"), "");
    String object =
        "arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/[0-9a-f]{64}\\.";

    assertThat(ec2().statementsOf("ClientRole").stream().filter(line -> line.contains("-assets-")))
        .filteredOn(line -> line.contains("s3:GetObject"))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).matches("Allow s3:GetObject on " + object + "jar"),
            line -> assertThat(line).matches("Allow s3:GetObject on " + object + "zip"),
            line -> assertThat(line).matches("Allow s3:GetObject on " + object + "whl"));
  }

  @Test
  void theCommandIsASetting() {
    assertThat(userData(ec2("ec2_trainer_command", "python -m own.main --fast 'a b' $HOME")))
        .contains("\npython -m own.main --fast 'a b' $HOME\nEND_OF_FILE");
  }

  @Test
  void withItsPackagesInTheFolderNothingIsDownloadedFromAnIndex() throws IOException {
    Files.writeString(folder.resolve("train.py"), "");
    Files.createDirectories(folder.resolve("wheels"));

    assertThat(userData(ec2("ec2_connection", "interface-endpoints")))
        .contains("--no-index --find-links wheels ");
  }

  @Test
  void withoutATrainerNothingOfItIsThere() {
    assertThat(userData(Synthesized.defaults().ec2()))
        .doesNotContain("run-trainer", "RONDO_TRAINER", "python3")
        .doesNotContain("JAVA_MEMORY_PERCENT=25");
  }

  @Test
  void aFolderThatCannotBeATrainerIsRefused() throws IOException {
    refuses("ec2_trainer_command is not set, and the folder of the trainer has no train.py");
    Files.writeString(folder.resolve("train.py"), "");
    refuses(
        "ec2_trainer needs a folder wheels with all Python packages",
        "ec2_connection",
        "interface-endpoints");
    refuses("ec2_trainer must be a folder, but is \"/no/such\"", "ec2_trainer", "/no/such");
  }

  @Test
  void whatIsForATrainerNeedsOne() {
    for (String setting :
        List.of("ec2_trainer_command", "ec2_trainer_timeout_seconds", "ec2_trainer_memory_mb")) {
      assertThatThrownBy(() -> Synthesized.with(Map.of(setting, "1")))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessageContaining(setting + " needs ec2_trainer, the folder of the trainer");
    }
  }

  private void refuses(String message, String... more) {
    assertThatThrownBy(() -> Synthesized.with(settings(more)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(message);
  }
}
