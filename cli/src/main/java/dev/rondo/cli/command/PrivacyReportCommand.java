package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.privacy.accounting.Zcdp;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.history.PrivacyAccount;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reports what a job has spent of its privacy budget. */
@Command(
    name = "report",
    description = {
      "Reports what a job has spent of its privacy budget.",
      "",
      "The report is for a data-protection officer: the promise, what was spent and by",
      "whom, and what the promise assumes.",
      "",
      "It recomputes the account from the decisions of all rounds and compares it with",
      "the ledger in the versions' manifests. The exit code is 1 if they differ.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo privacy report --run runs/my-job",
      "  rondo privacy report --stack RondoControl --job my-job --releases",
      "  rondo privacy report --json"
    })
final class PrivacyReportCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @Option(names = "--releases", description = "Also list every version, with epsilon after it.")
  private boolean releases;

  @Override
  public Integer call() {
    Run found = run.find();
    JobConfig job = found.config();
    PrivacyAccount account =
        PrivacyAccount.read(found.store(), job)
            .orElseThrow(
                () ->
                    new UserError(
                        "Job %s has no differential privacy (its privacy is none), so nothing limits what its versions tell about a client"
                            .formatted(job.job())));
    output.print(() -> toJson(job, account), out -> print(job, account, out));
    account.problems().forEach(problem -> output.err().println("The ledger is wrong: " + problem));
    return account.problems().isEmpty() ? 0 : 1;
  }

  private void print(JobConfig job, PrivacyAccount account, PrintWriter out) {
    out.printf("Differential privacy of job %s%n%n", job.job());
    facts(job, account).print(out);
    out.println();
    out.println("The promise");
    PrivacyWords.promise(account).forEach(line -> out.println("  " + line));
    out.println();
    out.println("It holds if");
    PrivacyWords.assumptions(job, account).forEach(line -> out.println("  - " + line));
    out.println();
    out.println("It does not cover");
    PrivacyWords.limits().forEach(line -> out.println("  - " + line));
    if (releases) {
      out.println();
      table(account).print(out);
    }
    out.println();
    out.println(
        account.problems().isEmpty()
            ? "The ledger in the manifests agrees with the decisions of all rounds."
            : "The ledger in the manifests does not agree with the decisions of the rounds.");
  }

  private static Facts facts(JobConfig job, PrivacyAccount account) {
    Facts facts = new Facts();
    facts.add(
        "spent",
        "epsilon %s of %s, with delta %s"
            .formatted(
                PrivacyFacts.epsilon(account.spent()),
                Text.number(account.privacy().epsilon()),
                PrivacyPlanText.shown(account.privacy().delta())));
    facts.add(
        "releases",
        "%s versions, rolled-back ones included; %s rounds ended without a version and cost nothing"
            .formatted(account.releases().size(), account.withoutRelease()));
    if (!account.privacy().isSampled()) {
      facts.add(
          "busiest client",
          "contributed to %s of them; its own epsilon is %s"
              .formatted(account.most(), PrivacyFacts.epsilon(account.busiest())));
      facts.add(
          "limits",
          "a client contributes to at most %s versions, at least %s apart"
              .formatted(job.get(JobFields.PRIVACY_CAP), job.get(JobFields.PRIVACY_COOL_DOWN)));
    }
    facts.add(
        "mechanism",
        "%s: noise of %s x the clip norm %s on each sum, divided by %s"
            .formatted(
                job.get(JobFields.PRIVACY),
                Text.number(account.privacy().mechanism().noiseMultiplier()),
                Text.number(job.clipUpdateNorm()),
                job.quorum()));
    facts.add("zCDP", "rho %s".formatted(rho(account)));
    return facts;
  }

  private static String rho(PrivacyAccount account) {
    Zcdp zcdp = account.privacy().mechanism().zcdp(account.releases().size());
    return PrivacyFacts.epsilon(zcdp.rho())
        + (account.privacy().isSampled() ? " (without the effect of sampling)" : "");
  }

  private static Table table(PrivacyAccount account) {
    Table table = new Table("release", "round", "version", "contributors", "epsilon after");
    for (PrivacyAccount.Entry entry : account.releases()) {
      table.add(
          Integer.toString(entry.release().number()),
          Integer.toString(entry.round()),
          Integer.toString(entry.version()),
          Integer.toString(entry.contributors()),
          PrivacyFacts.epsilon(entry.spent()));
    }
    return table;
  }

  private static ObjectNode toJson(JobConfig job, PrivacyAccount account) {
    ObjectNode node =
        Output.object()
            .put("job", job.job())
            .put("mechanism", job.get(JobFields.PRIVACY).toString())
            .put("sampled", account.privacy().isSampled())
            .put("epsilon_spent", account.spent())
            .put("epsilon_budget", account.privacy().epsilon())
            .put("delta", account.privacy().delta())
            .put("rho", account.privacy().mechanism().zcdp(account.releases().size()).rho())
            .put("noise_multiplier", account.privacy().mechanism().noiseMultiplier())
            .put("clip", job.clipUpdateNorm())
            .put("denominator", job.quorum())
            .put("cap", job.get(JobFields.PRIVACY_CAP))
            .put("cool_down", job.get(JobFields.PRIVACY_COOL_DOWN))
            .put("rounds_without_version", account.withoutRelease())
            .put("clients", account.clients())
            .put("most_contributions", account.most())
            .put("busiest_epsilon", account.busiest());
    words(node.putArray("promise"), PrivacyWords.promise(account));
    words(node.putArray("assumptions"), PrivacyWords.assumptions(job, account));
    words(node.putArray("not_covered"), PrivacyWords.limits());
    words(node.putArray("problems"), account.problems());
    ArrayNode releases = node.putArray("releases");
    account
        .releases()
        .forEach(
            entry ->
                releases
                    .addObject()
                    .put("round", entry.round())
                    .put("version", entry.version())
                    .put("contributors", entry.contributors())
                    .put("epsilon_after", entry.spent())
                    .set("release", Json.tree(entry.release())));
    return node;
  }

  private static void words(ArrayNode array, List<String> lines) {
    lines.forEach(array::add);
  }
}
