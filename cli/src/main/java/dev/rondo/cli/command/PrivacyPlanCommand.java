package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Progress;
import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.privacy.accounting.Participation;
import dev.rondo.privacy.accounting.PrivacyBudget;
import dev.rondo.reports.Graphs;
import dev.rondo.reports.GraphsUnavailableException;
import dev.rondo.settings.Field;
import dev.rondo.settings.RawSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how much noise a privacy budget takes. */
@Command(
    name = "plan",
    description = {
      "Shows how much noise a privacy budget takes, before a training.",
      "",
      "The budget covers all rounds together. It protects a client: all of its",
      "updates, not single examples.",
      "",
      "gaussian  independent noise in each round",
      "blt       noise that later rounds partly take back, with up to 4 buffers",
      "",
      "--simulate also trains on this machine with the clients, rounds, seats and",
      "limits of the plan, with each mechanism and without noise, and shows the test",
      "accuracy. The other settings are those of rondo simulate.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo privacy plan --epsilon 2 --clients 1000 --rounds 100 --seats 10 \\",
      "      --cap 10 --cool-down 10",
      "  rondo privacy plan --epsilon 8 --delta 1e-6 --clients 5000 --rounds 500 \\",
      "      --seats 100 --cool-down 40 --plot epsilon.png",
      "  rondo privacy plan --epsilon 2 --clients 3000 --rounds 50 --seats 137 \\",
      "      --cap 5 --cool-down 10 --clip 0.2 --simulate --examples-per-client 20"
    })
final class PrivacyPlanCommand extends RondoCommand implements JobFlags.Taker {

  private static final int MOST_ROUNDS = 100_000;
  private static final int MOST_SEEDS = 1000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      required = true,
      description = "The privacy budget of all rounds together.")
  private double epsilon;

  @Option(
      names = "--delta",
      paramLabel = "D",
      description = "The probability that epsilon does not hold (default: 1e-5).")
  private double delta = 1e-5;

  @Option(
      names = "--clients",
      paramLabel = "N",
      required = true,
      description = "The number of clients.")
  private int clients;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      required = true,
      description = "The number of rounds.")
  private int rounds;

  @Option(
      names = "--seats",
      paramLabel = "N",
      required = true,
      description = "The updates of a round: its quorum.")
  private int seats;

  @Option(
      names = "--cap",
      paramLabel = "N",
      description = "The most rounds that a client contributes to (default: all).")
  private Optional<Integer> cap = Optional.empty();

  @Option(
      names = "--cool-down",
      paramLabel = "N",
      description =
          "The fewest rounds from one contribution of a client to its next (default: 1, so it may"
              + " contribute to each round).")
  private int coolDown = 1;

  @Option(
      names = "--mechanism",
      paramLabel = "NAME",
      description = "gaussian, blt or both (default: both).")
  private String mechanism = PrivacyPlan.BOTH;

  @Option(
      names = "--clip",
      paramLabel = "C",
      description = "The largest L2 norm of a client update (default: 1).")
  private double clip = 1;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Plot epsilon by round to this .png or .svg file.")
  private Optional<Path> plot = Optional.empty();

  @Option(
      names = "--simulate",
      description = "Also train with each mechanism, and show the test accuracy.")
  private boolean simulate;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "With --simulate: other settings of the job as YAML. Options override them, those of the"
              + " plan too.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "With --simulate: trainings of each mechanism, with the seeds 1 to N (default: 1).")
  private Optional<Integer> seeds = Optional.empty();

  @Override
  public List<Field<?>> jobFields() {
    return PlanSimulation.FIELDS;
  }

  @Override
  public String hint(Field<?> field) {
    return "; with --simulate" + field.hint();
  }

  @Override
  public Integer call() {
    PrivacyPlan plan = plan();
    List<PrivacyPlan.Line> settings = plan.settings(mechanism);
    Optional<PlanSimulation.Results> results =
        simulate ? Optional.of(simulate(plan, settings)) : Optional.empty();
    try {
      if (plot.isPresent()) {
        Graphs.epsilon(
            plot.get(),
            settings.stream().map(plan::curve).toList(),
            epsilon,
            PrivacyPlanText.shown(delta));
      }
    } catch (GraphsUnavailableException e) {
      output.err().println(e.getMessage());
      return 1;
    } catch (IOException e) {
      output.err().println("Cannot write to " + plot.get() + ": " + Text.reason(e));
      return 1;
    }
    output.print(
        () -> {
          ObjectNode json = plan.toJson(settings);
          results.ifPresent(all -> json.set("simulation", all.toJson()));
          return json;
        },
        console -> {
          PrivacyPlanText.print(plan, settings, console);
          results.ifPresent(all -> all.print(console));
          plot.ifPresent(file -> console.println("Plot written to " + file));
        });
    return 0;
  }

  private PlanSimulation.Results simulate(PrivacyPlan plan, List<PrivacyPlan.Line> settings) {
    // Not all fields: --clip of this command is another one than that of a job.
    RawSettings given =
        JobFlags.settings(config, spec.commandLine().getParseResult(), PlanSimulation.FIELDS);
    Progress progress = new Progress(output.err(), Terminal.here().interactive() && !output.json());
    return new PlanSimulation(plan, given, seeds.orElse(1)).run(settings, progress);
  }

  /** Options that have no effect without --simulate, and are given. */
  private List<String> unused() {
    if (simulate) {
      return List.of();
    }
    return Stream.concat(
            Stream.of("--config", "--seeds"), PlanSimulation.FIELDS.stream().map(JobFlags::flag))
        .filter(spec.commandLine().getParseResult()::hasMatchedOption)
        .toList();
  }

  private PrivacyPlan plan() {
    List<String> problems = new ArrayList<>();
    positive("--epsilon", epsilon, problems);
    positive("--clip", clip, problems);
    if (!(delta > 0 && delta < 1)) {
      problems.add("--delta must be between 0 and 1, but is " + Text.number(delta));
    }
    within("--clients", clients, Integer.MAX_VALUE, problems);
    within("--rounds", rounds, MOST_ROUNDS, problems);
    within("--seats", seats, Math.max(1, clients), problems);
    within("--cap", cap.orElse(1), Integer.MAX_VALUE, problems);
    within("--cool-down", coolDown, Integer.MAX_VALUE, problems);
    if (!List.of(PrivacyPlan.GAUSSIAN, PrivacyPlan.BLT, PrivacyPlan.BOTH).contains(mechanism)) {
      problems.add("--mechanism must be gaussian, blt or both, but is \"" + mechanism + "\"");
    }
    within("--seeds", seeds.orElse(1), MOST_SEEDS, problems);
    for (String option : unused()) {
      problems.add(option + " applies only with --simulate. Add --simulate, or remove it");
    }
    if (problems.isEmpty()) {
      enoughClients().ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new UserError(String.join(System.lineSeparator(), problems));
    }
    return new PrivacyPlan(
        new PrivacyBudget(epsilon, delta), clients, rounds, seats, participation(), clip);
  }

  private Participation participation() {
    return new Participation(cap.orElse(Participation.NO_CAP), coolDown);
  }

  private static void positive(String name, double value, List<String> problems) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      problems.add(name + " must be a number above 0, but is " + Text.number(value));
    }
  }

  private static void within(String name, int value, int most, List<String> problems) {
    if (value < 1 || value > most) {
      problems.add(
          name
              + " must be "
              + (most == Integer.MAX_VALUE ? "1 or more" : "a whole number from 1 to " + most)
              + ", but is "
              + value);
    }
  }

  /** Why the clients cannot fill the seats of all rounds, even if each is always there. */
  private Optional<String> enoughClients() {
    long window = Math.min(coolDown, rounds);
    if (clients < seats * window) {
      return Optional.of(
          "--clients must be "
              + seats * window
              + " or more for --seats "
              + seats
              + " and --cool-down "
              + coolDown
              + ", but is "
              + clients
              + ". Reduce --cool-down to "
              + clients / seats
              + " or less.");
    }
    int most = participation().most(rounds);
    long needed = (long) rounds * seats;
    if ((long) clients * most < needed) {
      return Optional.of(
          "--cap must be "
              + (needed + clients - 1) / clients
              + " or more for "
              + rounds
              + " rounds of "
              + seats
              + " updates from "
              + clients
              + " clients, but is "
              + most
              + ". Increase --cap, or reduce --rounds or --seats.");
    }
    return Optional.empty();
  }
}
