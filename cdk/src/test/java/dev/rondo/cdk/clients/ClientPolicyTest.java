package dev.rondo.cdk.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a client may do, asked of its policy as IAM would be asked: variables filled in from the
 * credentials, {@code *} for anything, and what is not allowed is denied.
 */
class ClientPolicyTest {

  private static final String EC2_ME = "AROAEXAMPLE:i-0123456789abcdef0";
  private static final String EKS_ME = "RondoEksClients.rondo.rondo-agent-3";

  /** A role and the identity that takes it on. */
  private record Client(TemplateView template, String me, String other, Map<String, String> tags) {

    boolean may(String action, String resource) {
      return allowed().stream()
          .anyMatch(
              line ->
                  line.startsWith("Allow " + action + " on ")
                      && matches(line.substring(("Allow " + action + " on ").length()), resource));
    }

    private List<String> allowed() {
      return template.statementsOf("ClientRole");
    }

    private boolean matches(String pattern, String resource) {
      String filled = pattern;
      for (Map.Entry<String, String> tag : tags.entrySet()) {
        filled = filled.replace("${" + tag.getKey() + "}", tag.getValue());
      }
      String regex =
          Stream.of(filled.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
      return resource.matches(regex);
    }

    @Override
    public String toString() {
      return me;
    }
  }

  static Stream<Client> clients() {
    return Stream.of(
        new Client(
            Synthesized.defaults().ec2(),
            EC2_ME,
            "AROAEXAMPLE:i-0fedcba9876543210",
            Map.of("aws:userid", EC2_ME)),
        new Client(
            Synthesized.defaults().eks(),
            EKS_ME,
            "RondoEksClients.rondo.rondo-agent-4",
            Map.of(
                "aws:PrincipalTag/eks-cluster-name", "RondoEksClients",
                "aws:PrincipalTag/kubernetes-namespace", "rondo",
                "aws:PrincipalTag/kubernetes-pod-name", "rondo-agent-3")));
  }

  static Stream<Arguments> everyKey() {
    return clients()
        .flatMap(
            client ->
                keys(client)
                    .map(key -> Arguments.of(client, key.key(), key.reads(), key.writes())));
  }

  private record Key(String key, boolean reads, boolean writes) {}

  /** Every kind of key that there is, as ObjectKeys builds them. */
  private static Stream<Key> keys(Client client) {
    return Stream.of(
        new Key(ObjectKeys.update("job", 7, client.me()), true, true),
        new Key(ObjectKeys.update("job", 7, client.other()), false, false),
        new Key(ObjectKeys.update("job", 7, client.me() + "x"), false, false),
        new Key(ObjectKeys.update("job", 7, "x" + client.me()), false, false),
        new Key(ObjectKeys.lease("mnist", "shard-00001"), true, true),
        new Key(ObjectKeys.plan("job", 7), true, false),
        new Key(ObjectKeys.participations("job", 7), true, false),
        new Key(ObjectKeys.outcome("job", 7), true, false),
        new Key(ObjectKeys.manifest("job", 7), true, false),
        new Key(ObjectKeys.model("job", 7, "0".repeat(64)), true, false),
        new Key(ObjectKeys.modelConfiguration("job"), true, false),
        new Key(ObjectKeys.dataDescription("job"), true, false),
        new Key(ObjectKeys.dataShard("mnist", "shard-00001"), true, false),
        new Key(ObjectKeys.dataIndex("mnist"), true, false),
        new Key(ObjectKeys.testData("mnist"), true, false),
        new Key(ObjectKeys.job("job"), false, false),
        new Key(ObjectKeys.latest("job"), false, false),
        new Key(ObjectKeys.evaluation("job", 7), false, false),
        new Key(ObjectKeys.result("job", 7), false, false),
        new Key(ObjectKeys.owner("job", 7), false, false),
        new Key(ObjectKeys.seats("job", 7), false, false),
        new Key(ObjectKeys.token("job", 7), false, false),
        new Key(ObjectKeys.decision("job", 7), false, false),
        new Key(ObjectKeys.partial("job", 7, 3, "0".repeat(64)), false, false),
        new Key(ObjectKeys.verdict("job", 7, 1), false, false),
        new Key(ObjectKeys.rejected("job", 7, client.me()), false, false),
        new Key(ObjectKeys.nonceSecret(), false, false),
        new Key(ObjectKeys.noiseSecret(), false, false),
        new Key(ObjectKeys.unmaskRequest("job", 7), false, false),
        new Key(ObjectKeys.maskSum("job", 7, "0".repeat(64)), false, false));
  }

  @ParameterizedTest
  @MethodSource("everyKey")
  void aClientReadsAndWritesWhatItHasTo(Client client, String key, boolean reads, boolean writes) {
    String resource = bucket(client) + "/" + key;

    assertThat(client.may("s3:GetObject", resource)).as("reads %s", key).isEqualTo(reads);
    assertThat(client.may("s3:PutObject", resource)).as("writes %s", key).isEqualTo(writes);
    assertThat(client.may("s3:AbortMultipartUpload", resource))
        .as("aborts an upload of %s", key)
        .isEqualTo(writes && key.startsWith("updates/"));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void beyondThatItTakesSeatsAndNothingElse(Client client) {
    List<String> policy = new ArrayList<>();
    for (JsonNode document : client.template().properties("ClientRole").get("Policies")) {
      if (document.get("PolicyName").asText().equals("Client")) {
        document
            .get("PolicyDocument")
            .get("Statement")
            .forEach(statement -> policy.addAll(client.template().statement(statement)));
      }
    }

    assertThat(policy)
        .filteredOn(line -> !line.matches("Allow s3:(GetObject|PutObject|AbortMultipartUpload) .*"))
        .containsExactlyInAnyOrder(
            "Allow sqs:ReceiveMessage on <import QueuesTasksCEC562F0Arn>",
            "Allow sqs:DeleteMessage on <import QueuesTasksCEC562F0Arn>",
            "Allow sqs:ChangeMessageVisibility on <import QueuesTasksCEC562F0Arn>");
  }

  @ParameterizedTest
  @MethodSource("clients")
  void bothStacksGiveTheSamePolicyButForTheId(Client client) {
    ObjectMapper mapper = new ObjectMapper();

    assertThat(mapper.valueToTree(anonymous(client)).toString())
        .isEqualTo(mapper.valueToTree(anonymous(clients().findFirst().orElseThrow())).toString());
  }

  private static List<String> anonymous(Client client) {
    return client.template().statementsOf("ClientRole").stream()
        .filter(
            line ->
                (line.contains(" s3:") && line.contains("<import Store")) || line.contains(" sqs:"))
        .map(line -> line.replaceAll("\\$\\{.*}", "ID"))
        .toList();
  }

  private static String bucket(Client client) {
    return client.template().statementsOf("ClientRole").stream()
        .filter(line -> line.contains("/leases/"))
        .map(line -> line.substring(line.indexOf(" on ") + 4, line.indexOf("/leases/")))
        .findFirst()
        .orElseThrow();
  }
}
