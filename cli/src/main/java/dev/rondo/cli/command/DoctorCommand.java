package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.doctor.Doctor;
import dev.rondo.cli.doctor.Finding;
import dev.rondo.cli.doctor.MachineChecks;
import dev.rondo.cli.run.HelperOption;
import dev.rondo.cli.run.StackOption;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a stack. */
@Command(
    name = "doctor",
    description = {
      "Checks a stack and suggests fixes.",
      "",
      "Checks the credentials, the stack, its bucket, functions and queues, your KMS",
      "key, Lambda's concurrency quota, the client stacks, the rounds in progress, and",
      "whether clients are active, and names the OpenBLAS kernel that computes on this",
      "machine. Of client stacks on EC2, it reads in the log whether each instance has",
      "started an agent, and if not, why.",
      "If rounds call a helper of secure aggregation, the helper says whether it can",
      "answer; with --helper-stack, only the helper's stack is checked.",
      "Nothing is changed. The exit code is 1 if a check fails.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo doctor --stack RondoControl",
      "  rondo doctor --clients-stack RondoEc2Clients",
      "  rondo doctor --helper-stack RondoHelper",
      "  rondo doctor --json | jq '.[] | select(.level == \"wrong\")'"
    })
public final class DoctorCommand extends RondoCommand {

  @Mixin private final StackOption stack = new StackOption();

  @Option(
      names = "--clients-stack",
      paramLabel = "NAME",
      description =
          "The client stack (default: those of RondoEc2Clients and RondoEksClients that are"
              + " deployed).")
  private Optional<String> clients = Optional.empty();

  @Mixin private final HelperOption helper = new HelperOption();

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    if (helper.isGiven()) {
      findings.addAll(Doctor.examineHelper(stack.stacks(), helper.name()));
    } else {
      findings.add(MachineChecks.kernel());
      findings.addAll(
          new Doctor(stack.stacks(), stack.name(), clients, InstantSource.system()).examine());
    }
    output.print(() -> toJson(findings), out -> print(findings, out));
    return Doctor.hasWrong(findings) ? 1 : 0;
  }

  private static ArrayNode toJson(List<Finding> findings) {
    ArrayNode array = Output.array();
    for (Finding finding : findings) {
      ObjectNode node =
          array
              .addObject()
              .put("level", finding.level().name().toLowerCase(Locale.ROOT))
              .put("subject", finding.subject())
              .put("says", finding.says());
      finding.remedy().ifPresent(remedy -> node.put("remedy", remedy));
    }
    return array;
  }

  private static void print(List<Finding> findings, PrintWriter out) {
    int width = findings.stream().mapToInt(finding -> finding.subject().length()).max().orElse(0);
    for (Finding finding : findings) {
      String level = finding.level() == Finding.Level.OK ? "ok" : finding.level().name();
      String padding = " ".repeat(width - finding.subject().length());
      out.printf(
          "%-5s  %s%s  %s%n", level, finding.subject(), padding, Text.oneLine(finding.says()));
      finding.remedy().ifPresent(remedy -> out.printf("       -> %s%n", Text.oneLine(remedy)));
    }
    long wrong =
        findings.stream().filter(finding -> finding.level() == Finding.Level.WRONG).count();
    out.printf("%n%s%n", wrong == 0 ? "No problems found." : "Problems found: " + wrong);
  }
}
