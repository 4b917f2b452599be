package dev.rondo.cli.doctor;

import dev.rondo.operations.account.Account;
import dev.rondo.operations.account.StackOutputs;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.fleet.GroupSize;
import dev.rondo.operations.fleet.ScalingFailure;
import dev.rondo.operations.stack.Stacks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the client stacks: their machines, and on EC2 whether each of them runs an agent. */
final class ClientStackChecks {

  static final String SUBJECT = "clients stack";

  private static final String LIMITS =
      ". Common causes: the limit of vCPUs of the account, and no capacity for the type of"
          + " instance in these zones";

  private final Stacks stacks;
  private final InstantSource clock;

  ClientStackChecks(Stacks stacks, InstantSource clock) {
    this.stacks = stacks;
    this.clock = clock;
  }

  /**
   * @param named the stack that the user named; empty = the usual ones, of which none has to exist
   */
  List<Finding> examine(Optional<String> named) {
    List<Finding> findings = new ArrayList<>();
    Account account = stacks.account();
    for (String name : named.map(List::of).orElse(Stacks.CLIENTS)) {
      findings.addAll(
          Check.ifAllowed(
              SUBJECT,
              () ->
                  account
                      .stack(name)
                      .map(this::stack)
                      .orElseGet(() -> named.isEmpty() ? List.of() : List.of(missing(name)))));
    }
    return findings;
  }

  private static Finding missing(String name) {
    return Finding.wrong(
        SUBJECT,
        "stack " + name + " does not exist in this account and region",
        "cd cdk && cdk deploy " + name + ", or name another stack with --clients-stack");
  }

  private List<Finding> stack(StackOutputs outputs) {
    String name = outputs.stack();
    String says = name + " is " + outputs.status();
    if (outputs.status().endsWith("_IN_PROGRESS")) {
      return List.of(Finding.note(SUBJECT, says, "check again when CloudFormation has finished"));
    }
    List<Finding> findings = new ArrayList<>();
    if (!outputs.isWhole()) {
      findings.add(
          Finding.wrong(
              SUBJECT,
              says,
              "read its events in CloudFormation, then cd cdk && cdk deploy " + name));
      if (outputs.values().isEmpty()) {
        return findings;
      }
    }
    Fleet fleet = stacks.openClients(Optional.of(name));
    findings.addAll(Check.ifAllowed(SUBJECT, () -> size(fleet)));
    if (fleet instanceof Fleet.OnEc2 ec2) {
      findings.addAll(Check.ifAllowed(SUBJECT, () -> new AgentChecks(ec2, clock).examine()));
    }
    return findings;
  }

  private static List<Finding> size(Fleet fleet) {
    GroupSize size = fleet.size();
    if (size.desired() == 0) {
      return List.of(
          Finding.note(
              SUBJECT,
              fleet.stack() + " is scaled to 0, so it has no clients",
              "rondo clients scale N --clients-stack " + fleet.stack()));
    }
    if (size.present() < size.desired()) {
      return Check.ifAllowed(SUBJECT, () -> List.of(tooFew(fleet, size)));
    }
    return fleet instanceof Fleet.OnEks eks
        ? List.of(Finding.ok(SUBJECT, count(fleet, size) + ". For the agents: " + pods(eks)))
        : List.of();
  }

  private static Finding tooFew(Fleet fleet, GroupSize size) {
    Optional<ScalingFailure> failure = fleet.lastFailure();
    String says =
        count(fleet, size)
            + failure
                .map(
                    last ->
                        ". The last failed launch or termination, at %s: %s"
                            .formatted(
                                last.at(),
                                LastWords.of(last.message().lines().toList()).orElse("no message")))
                .orElse(". No launch has failed lately");
    return failure.filter(ScalingFailure::newest).isPresent()
        ? Finding.wrong(SUBJECT, says, activities(fleet) + LIMITS)
        : Finding.note(
            SUBJECT, says, "check again in some minutes. If it stays: " + activities(fleet));
  }

  private static String count(Fleet fleet, GroupSize size) {
    return "%s: %s of %s %s exist"
        .formatted(
            fleet.stack(),
            size.present(),
            size.desired(),
            fleet instanceof Fleet.OnEks ? "nodes" : "instances");
  }

  private static String pods(Fleet.OnEks fleet) {
    return "kubectl -n %s rollout status statefulset/%s"
        .formatted(fleet.namespace(), fleet.statefulSet());
  }

  private static String activities(Fleet fleet) {
    return fleet instanceof Fleet.OnEks eks
        ? "aws eks describe-nodegroup --cluster-name %s --nodegroup-name %s"
            .formatted(eks.cluster(), eks.group())
        : "aws autoscaling describe-scaling-activities --auto-scaling-group-name %s --max-items 5"
            .formatted(fleet.group());
  }
}
