package dev.rondo.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.operations.account.Account;
import dev.rondo.operations.account.StackOutputs;
import dev.rondo.protocol.json.Json;
import dev.rondo.unmasking.HelperCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the helper of secure aggregation, from either account. The helper's function itself looks
 * whether it can decrypt its key, has clients, and may read and write the bucket of the jobs.
 */
final class HelperChecks {

  static final String FUNCTION = "HelperFunctionArn";

  private static final String PAGE =
      "see \"A helper for secure aggregation\" in docs/deployment.md";

  private final Account account;
  private final StackOutputs outputs;

  HelperChecks(Account account, StackOutputs outputs) {
    this.account = account;
    this.outputs = outputs;
  }

  /** In the account of the jobs: whether the stack has a helper, and it answers. */
  static List<Finding> ofControlStack(Account account, StackOutputs outputs) {
    return outputs.values().containsKey(FUNCTION)
        ? Check.run("helper", new HelperChecks(account, outputs)::function)
        : List.of();
  }

  /** In the account of the helper: all of it. */
  List<Finding> ofHelperStack() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        outputs.isWhole()
            ? Finding.ok("stack", outputs.stack() + " is " + outputs.status())
            : Finding.wrong(
                "stack",
                outputs.stack() + " is " + outputs.status(),
                "wait if it is in progress; otherwise read its events in CloudFormation"));
    String bucket = outputs.require("HelperBucketName");
    findings.addAll(Check.run("bucket", () -> StackChecks.bucket(account, bucket)));
    findings.addAll(
        Check.ifAllowed(
            "key", () -> List.of(StackChecks.key(account, outputs.require("HelperKeyArn")))));
    findings.addAll(
        Check.run(
            "functions",
            () ->
                CalledFunction.finding(
                        "Unmask",
                        account.function(
                            outputs.require("HelperFunctionName"),
                            Optional.ofNullable(outputs.values().get("HelperFunctionAlias"))))
                    .map(List::of)
                    .orElse(List.of(Finding.ok("functions", "the function is active")))));
    findings.addAll(Check.run("helper", this::function));
    return findings;
  }

  private List<Finding> function() {
    String function = outputs.require(FUNCTION);
    JsonNode answer =
        account.ask(function, JsonNodeFactory.instance.objectNode().put("check", true));
    HelperCheck check = Json.fromTree(answer, HelperCheck.class);
    if (check.problems().isEmpty()) {
      return List.of(
          Finding.ok(
              "helper",
              "it answers; %s clients, minimum %s, public key %s"
                  .formatted(
                      check.clients(), check.minimum(), check.publicKey().orElse("unknown"))));
    }
    return check.problems().stream()
        .map(problem -> Finding.wrong("helper", problem, PAGE))
        .toList();
  }
}
