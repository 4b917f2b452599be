package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunsOption;
import dev.rondo.learning.model.InitialModel;
import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.update.Roster;
import dev.rondo.settings.Field;
import dev.rondo.settings.RawSettings;
import dev.rondo.simulation.Home;
import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Creates a job. */
@Command(
    name = "create",
    description = {
      "Creates a job: its settings and version 0 of its model.",
      "",
      "With --stack, the job is created in the stack's bucket, with a data set that",
      "\"rondo data push\" has uploaded. Otherwise it is created in a local folder, and",
      "\"rondo simulate\" with the same settings trains it. Of an existing job, only",
      "--rounds and --target-accuracy can be changed.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo job create --job digits --clients 20 --split shards:2",
      "  rondo job create --stack RondoControl --config job.yaml",
      "  rondo job create --stack RondoControl --job digits --clients 5 --fraction 1"
    })
final class JobCreateCommand extends RondoCommand implements JobFlags.Taker {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The job's settings as YAML; options override them.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--clients-file",
      paramLabel = "FILE",
      description = {
        "The clients that may contribute, one id or pattern on each line. \"rondo job",
        "clients\" shows them, and changes those of an existing job. By default, all",
        "clients may."
      })
  private Optional<Path> clientsFile = Optional.empty();

  @Mixin private final RunsOption runs = new RunsOption();

  @Override
  public List<Field<?>> jobFields() {
    return JobFields.SCHEMA.fields();
  }

  @Override
  public Integer call() {
    ParseResult parsed = spec.commandLine().getParseResult();
    RawSettings settings = JobFlags.settings(config, parsed);
    Optional<Roster> roster = clientsFile.map(RosterFile::read);
    Optional<Stack> stack = runs.stack();
    if (stack.isPresent()) {
      JobCreation created =
          new StackJob(stack.get(), InstantSource.system()).create(settings, roster);
      Run run = Run.on(stack.get(), created.config().job());
      String which = " --stack " + stack.get().name() + " --job " + run.job();
      print(
          created,
          run,
          "Next: rondo round start" + which + " --wait\n  or: rondo train start" + which);
    } else {
      JobConfig job = JobConfig.of(settings);
      Simulation.Job local = createLocally(job, roster);
      InitialModel model = local.model();
      Run run = Run.in(runs.folder().resolve(job.job()));
      print(
          new JobCreation(job, model, local.existed(), model.notices()),
          run,
          "Next: ./rondo simulate" + flags(parsed));
    }
    return 0;
  }

  private Simulation.Job createLocally(JobConfig job, Optional<Roster> roster) {
    Simulation.Builder builder =
        Simulation.builder().config(job).out(runs.folder()).home(Home.find());
    roster.ifPresent(builder::roster);
    try {
      return builder.build().create();
    } catch (SimulationException e) {
      throw new UserError(String.valueOf(e.getMessage()));
    }
  }

  /** The options that "rondo simulate" needs for the same settings. */
  private static String flags(ParseResult parsed) {
    return parsed.matchedOptions().stream()
        .filter(option -> !List.of("--json", "--clients-file").contains(option.longestName()))
        .map(option -> " " + option.longestName() + " " + String.join(" ", option.stringValues()))
        .collect(Collectors.joining());
  }

  private void print(JobCreation created, Run run, String next) {
    JobConfig job = created.config();
    String modelFile = run.location(run.manifest(0).modelKey());
    output.print(
        () ->
            Output.object()
                .put("job", job.job())
                .put("existed", created.existed())
                .put("location", run.location(ObjectKeys.job(job.job())))
                .put("model_file", modelFile)
                .put("parameters", created.model().layout().parameterCount())
                .<ObjectNode>set("config", job.toJson()),
        out -> {
          TensorTable.of(created.model().layout()).print(out);
          created.notices().forEach(notice -> out.println("Note: " + notice));
          out.printf(
              created.existed() ? "%nJob %s already exists.%n" : "%nCreated job %s.%n", job.job());
          facts(job, modelFile, RosterFile.of(run)).print(out);
          out.printf("%n%s%n", next);
        });
  }

  private static Facts facts(JobConfig job, String modelFile, Optional<Roster> roster) {
    Facts facts = new Facts();
    facts.add("  model", modelFile);
    facts.add("  data set", job.dataset());
    facts.add(
        "  roster",
        roster.filter(clients -> !clients.equals(Roster.EVERYBODY)).isPresent()
            ? "only its clients may contribute (to show them: rondo job clients)"
            : "none; all clients may contribute");
    facts.add(
        "  each round",
        "%s seats, quorum %s, minimum %s after %s seconds"
            .formatted(
                job.seats(), job.quorum(), job.minimum(), Text.number(job.deadlineSeconds())));
    facts.add(
        "  rounds",
        "up to "
            + job.rounds()
            + (job.targetAccuracy() > 0
                ? ", or until a test accuracy of " + Text.number(100 * job.targetAccuracy()) + " %"
                : job.target().map(target -> ", or until " + target.words()).orElse("")));
    return facts;
  }
}
