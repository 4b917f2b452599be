package dev.rondo.cli.doctor;

import dev.rondo.cli.run.Run;
import dev.rondo.operations.account.Account;
import dev.rondo.operations.account.Identity;
import dev.rondo.operations.account.StackOutputs;
import dev.rondo.operations.stack.Stack;
import dev.rondo.operations.stack.Stacks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs all checks of a stack, in the order of their dependencies. */
public final class Doctor {

  private final Stacks stacks;
  private final String name;
  private final Optional<String> clients;
  private final InstantSource clock;

  /**
   * @param name the control stack's name
   * @param clients the name of a client stack; empty = those of {@link Stacks#CLIENTS} that exist
   */
  public Doctor(Stacks stacks, String name, Optional<String> clients, InstantSource clock) {
    this.stacks = stacks;
    this.name = name;
    this.clients = clients;
    this.clock = clock;
  }

  /** All findings. A check that fails to run is a finding; the other checks still run. */
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    Account account = stacks.account();
    findings.addAll(Check.run("credentials", () -> credentials(account)));
    if (hasWrong(findings)) {
      return findings;
    }
    findings.addAll(Check.run("stack", () -> stack(account)));
    if (hasWrong(findings)) {
      return findings;
    }
    StackOutputs outputs = account.stack(name).orElseThrow();
    StackChecks checks = new StackChecks(account, outputs);
    findings.addAll(Check.run("bucket", checks::bucket));
    findings.addAll(Check.ifAllowed("key", checks::key));
    findings.addAll(Check.run("functions", checks::functions));
    findings.addAll(Check.run("concurrency", checks::concurrency));
    findings.addAll(Check.run("queues", checks::queues));
    findings.addAll(HelperChecks.ofControlStack(account, outputs));
    findings.addAll(new ClientStackChecks(stacks, clock).examine(clients));
    findings.addAll(Check.run("jobs", this::jobs));
    return findings;
  }

  /**
   * All findings about the stack of a helper, in the helper's account.
   *
   * @param name the stack's name
   */
  public static List<Finding> examineHelper(Stacks stacks, String name) {
    Account account = stacks.account();
    List<Finding> findings = new ArrayList<>(Check.run("credentials", () -> credentials(account)));
    if (hasWrong(findings)) {
      return findings;
    }
    findings.addAll(
        Check.run(
            "stack",
            () ->
                account
                    .stack(name)
                    .map(outputs -> new HelperChecks(account, outputs).ofHelperStack())
                    .orElseGet(
                        () ->
                            List.of(
                                Finding.wrong(
                                    "stack",
                                    "stack " + name + " does not exist in this account and region",
                                    "cd cdk && cdk deploy "
                                        + name
                                        + " with helper_account_a_id, or name another stack with"
                                        + " --helper-stack")))));
    return findings;
  }

  /** Whether there is a problem to fix. */
  public static boolean hasWrong(List<Finding> findings) {
    return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.WRONG);
  }

  private static List<Finding> credentials(Account account) {
    Identity identity = account.identity();
    return List.of(
        Finding.ok(
            "credentials",
            "%s, account %s, region %s"
                .formatted(identity.arn(), identity.account(), identity.region())));
  }

  private List<Finding> stack(Account account) {
    Optional<StackOutputs> found = account.stack(name);
    if (found.isEmpty()) {
      return List.of(
          Finding.wrong(
              "stack",
              "stack " + name + " does not exist in this account and region",
              "cd cdk && cdk deploy " + name + ", or name another stack with --stack"));
    }
    return List.of(StackChecks.stack(found.get()));
  }

  private List<Finding> jobs() {
    Stack stack = stacks.open(name);
    List<String> jobs = Run.jobs(stack.store());
    if (jobs.isEmpty()) {
      return List.of(
          Finding.note("jobs", "the stack has no jobs yet", "rondo job create --stack " + name));
    }
    List<Finding> findings = new ArrayList<>();
    for (String job : jobs) {
      JobChecks checks = new JobChecks(stack, Run.on(stack, job), clock);
      findings.addAll(Check.run("job " + job, checks::examine));
    }
    return findings;
  }
}
