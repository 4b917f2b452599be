package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.doctor.Doctor;
import dev.rondo.cli.doctor.Finding;
import dev.rondo.cli.run.StackOption;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks whether a stack is well. */
@Command(
    name = "doctor",
    description = {
      "Looks whether a stack is well, and says what to do about what is not.",
      "",
      "It looks at the credentials, the stack, its bucket, Lambda's concurrency quota,",
      "the queues, the rounds that are under way, and whether clients have been heard",
      "of lately. Nothing is changed. The exit code is 1 when something has to be done.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo doctor --stack RondoControl",
      "  rondo doctor --json | jq '.[] | select(.level == \"wrong\")'"
    })
public final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final StackOption stack = new StackOption();

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  @Override
  public Integer call() {
    List<Finding> findings =
        new Doctor(stack.stacks(), stack.name(), InstantSource.system()).examine();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      findings.forEach(finding -> array.add(toJson(finding)));
      out.println(array.toPrettyString());
    } else {
      print(findings, out);
    }
    return Doctor.hasWrong(findings) ? 1 : 0;
  }

  private static ObjectNode toJson(Finding finding) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("level", finding.level().name().toLowerCase(Locale.ROOT))
            .put("subject", finding.subject())
            .put("says", finding.says());
    finding.remedy().ifPresent(remedy -> node.put("remedy", remedy));
    return node;
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
    out.printf(
        "%n%s%n", wrong == 0 ? "All is well." : "Something has to be done: %d.".formatted(wrong));
  }
}
