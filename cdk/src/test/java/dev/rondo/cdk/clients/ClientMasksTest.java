package dev.rondo.cdk.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The keys of clients on EC2 and EKS for secure aggregation. */
class ClientMasksTest {

  private static final String PUBLIC_KEY = "A".repeat(43) + "=";

  private static final Synthesized MASKED =
      Synthesized.with(
          Map.of(
              "helper_function_arn",
              "arn:aws:lambda:us-east-1:444455556666:function:helper:live",
              "helper_role_arn",
              "arn:aws:iam::444455556666:role/helper",
              "helper_bucket",
              "rondo-helper",
              "helper_public_key",
              PUBLIC_KEY));

  private static String userData(Synthesized app) {
    TemplateView ec2 = app.ec2();
    return ec2.text(ec2.properties("LaunchTemplate").get("LaunchTemplateData").get("UserData"));
  }

  private static JsonNode pod(Synthesized app) throws JsonProcessingException {
    TemplateView eks = app.eks();
    String manifests = eks.text(eks.properties("Manifests/Resource/Default").get("Manifest"));
    for (JsonNode object : new ObjectMapper().readTree(manifests)) {
      if (object.path("kind").asText().equals("StatefulSet")) {
        return object.at("/spec/template/spec");
      }
    }
    throw new AssertionError("There is no StatefulSet: " + manifests);
  }

  private static Map<String, String> variables(JsonNode container) {
    Map<String, String> variables = new HashMap<>();
    container
        .get("env")
        .forEach(entry -> variables.put(entry.path("name").asText(), entry.path("value").asText()));
    return variables;
  }

  private static JsonNode named(JsonNode list, String name) {
    for (JsonNode entry : list) {
      if (entry.path("name").asText().equals(name)) {
        return entry;
      }
    }
    throw new AssertionError("There is no " + name + " in " + list);
  }

  @Test
  void anInstanceCreatesItsKeyAndItsServiceHasACopy() {
    assertThat(userData(MASKED))
        .contains(
            "RONDO_CLIENT_KEY=/run/credentials/rondo-agent.service/client.key\n",
            "RONDO_HELPER_BUCKET=rondo-helper\n",
            "RONDO_HELPER_PUBLIC_KEY=" + PUBLIC_KEY + "\n",
            "\n[Service]\nLoadCredential=client.key:/etc/rondo/client.key\n");
    assertThat(userData(MASKED).lines())
        .containsSubsequence(
            "retry 8 fetch_agent",
            "[ -s /etc/rondo/client.key ] || java -jar /opt/rondo/rondo-agent.jar"
                + " create-client-key /etc/rondo/client.key",
            "systemctl enable --now rondo-agent");
    assertThat(userData(MASKED).getBytes(StandardCharsets.UTF_8).length).isLessThan(16_384);
  }

  /** Its key is its own, so it needs no permission to read one. */
  @Test
  void anInstanceAndAPodMayWriteTheirSeedsAndNothingMoreThanWithoutAHelper() {
    for (String stack : List.of("RondoEc2Clients", "RondoEksClients")) {
      List<String> more =
          MASKED.stack(stack).statementsOf("ClientRole").stream()
              .filter(line -> line.contains("rondo-helper"))
              .toList();
      assertThat(more)
          .as(stack)
          .singleElement()
          .asString()
          .startsWith("Allow s3:PutObject on arn:<AWS::Partition>:s3:::rondo-helper/seeds/*/*/${");
      assertThat(MASKED.stack(stack).statementsOf("ClientRole"))
          .hasSize(Synthesized.defaults().stack(stack).statementsOf("ClientRole").size() + 1);
    }
  }

  @Test
  void aPodHasItsOwnKeyAndNoOther() throws JsonProcessingException {
    JsonNode pod = pod(MASKED);
    JsonNode agent = pod.at("/containers/0");
    JsonNode first = pod.at("/initContainers/0");

    assertThat(variables(agent))
        .containsEntry("RONDO_CLIENT_KEY", "/client-key/client.key")
        .containsEntry("RONDO_HELPER_BUCKET", "rondo-helper")
        .containsEntry("RONDO_HELPER_PUBLIC_KEY", PUBLIC_KEY);
    assertThat(variables(first)).containsEntry("RONDO_CLIENT_KEY", "/client-key/client.key");
    assertThat(first.at("/command/2").asText())
        .contains("install -m 0400 '/client-keys/$(RONDO_EKS_POD)' '$(RONDO_CLIENT_KEY)'");
    assertThat(agent.get("volumeMounts"))
        .extracting(mount -> mount.get("name").asText())
        .containsExactly("cache", "tmp", "client-key");
    assertThat(named(agent.get("volumeMounts"), "client-key").get("readOnly").asBoolean()).isTrue();
    assertThat(named(pod.get("volumes"), "client-key").at("/emptyDir/medium").asText())
        .isEqualTo("Memory");
    JsonNode secret = named(pod.get("volumes"), "client-keys").get("secret");
    assertThat(secret.get("secretName").asText()).isEqualTo("rondo-client-keys");
    assertThat(secret.get("defaultMode")).as("0440, of YAML without octals").hasToString("288");
  }

  @Test
  void withoutAHelperClientsHaveNoKeys() throws JsonProcessingException {
    assertThat(userData(Synthesized.defaults()))
        .doesNotContain("RONDO_HELPER", "RONDO_CLIENT_KEY", "client.key");
    assertThat(variables(pod(Synthesized.defaults()).at("/containers/0")))
        .containsEntry("RONDO_CLIENT_KEY", "")
        .containsEntry("RONDO_HELPER_BUCKET", "")
        .containsEntry("RONDO_HELPER_PUBLIC_KEY", "");
    assertThat(
            named(pod(Synthesized.defaults()).get("volumes"), "client-keys").at("/secret/optional"))
        .hasToString("true");
  }
}
