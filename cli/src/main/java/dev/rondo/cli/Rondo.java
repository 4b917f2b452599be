package dev.rondo.cli;

import dev.rondo.aws.AwsException;
import dev.rondo.cli.command.ClientsCommand;
import dev.rondo.cli.command.CompletionCommand;
import dev.rondo.cli.command.DataCommand;
import dev.rondo.cli.command.DoctorCommand;
import dev.rondo.cli.command.EvaluateCommand;
import dev.rondo.cli.command.GraphCommand;
import dev.rondo.cli.command.HelpCommand;
import dev.rondo.cli.command.HelperCommand;
import dev.rondo.cli.command.JobCommand;
import dev.rondo.cli.command.JobFlags;
import dev.rondo.cli.command.ModelCommand;
import dev.rondo.cli.command.PrivacyCommand;
import dev.rondo.cli.command.RoundCommand;
import dev.rondo.cli.command.SimulateCommand;
import dev.rondo.cli.command.TensorboardCommand;
import dev.rondo.cli.command.TrainCommand;
import dev.rondo.cli.console.StandardOutput;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.StackSource;
import dev.rondo.learning.data.BadDataException;
import dev.rondo.operations.account.AwsFailure;
import dev.rondo.operations.stack.AwsStacks;
import dev.rondo.operations.stack.StackException;
import dev.rondo.operations.stack.Stacks;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.simulation.SimulationException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code rondo} command. */
@Command(
    name = "rondo",
    description = "Serverless federated learning on AWS, and simulation on one machine.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "To start: rondo simulate --rounds 5",
      "Exit codes: 0 = success, 1 = failure, 2 = invalid command or input."
    })
public final class Rondo implements Runnable, StackSource {

  static final int FAILED = 1;
  static final int WRONG_USE = 2;

  private final Stacks stacks;
  @Spec private CommandSpec spec = CommandSpec.create();

  private Rondo(Stacks stacks) {
    this.stacks = stacks;
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // For libraries that print numbers: picocli and JFreeChart.
    StandardOutput output = StandardOutput.ofProcess();
    int exitCode = commandLine(new AwsStacks()).setOut(output.writer()).execute(args);
    Optional<String> failure = output.failure();
    failure.ifPresent(System.err::println);
    System.exit(failure.isPresent() && exitCode == 0 ? FAILED : exitCode);
  }

  /**
   * The command with all of its subcommands.
   *
   * @param stacks the stacks that commands can name
   */
  static CommandLine commandLine(Stacks stacks) {
    CommandLine rondo =
        new CommandLine(new Rondo(stacks))
            .addSubcommand(new SimulateCommand())
            .addSubcommand(new JobCommand())
            .addSubcommand(new ModelCommand())
            .addSubcommand(new RoundCommand())
            .addSubcommand(new TrainCommand())
            .addSubcommand(new DataCommand())
            .addSubcommand(new ClientsCommand())
            .addSubcommand(new EvaluateCommand())
            .addSubcommand(new PrivacyCommand())
            .addSubcommand(new HelperCommand())
            .addSubcommand(new GraphCommand())
            .addSubcommand(new TensorboardCommand())
            .addSubcommand(new DoctorCommand())
            .addSubcommand(new CompletionCommand())
            .addSubcommand(new HelpCommand());
    return JobFlags.addTo(rondo)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(WrongUse::explain)
        .setExecutionStrategy(new Memory())
        .setExecutionExceptionHandler(Rondo::failed);
  }

  @Override
  public Stacks stacks() {
    return stacks;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Expected errors print their message; only a defect prints a stack trace. */
  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof InvalidSettingsException
        || e instanceof UserError
        || e instanceof StackException
        || e instanceof BadDataException
        || e instanceof InvalidInputException) {
      err.println(command.getColorScheme().errorText(String.valueOf(e.getMessage())));
      return WRONG_USE;
    }
    Optional<String> memory = Memory.explain(e);
    if (memory.isPresent()) {
      err.println(command.getColorScheme().errorText(memory.get()));
      return FAILED;
    }
    Optional<String> aws = AwsFailure.explain(e);
    if (aws.isPresent() || isExternal(e)) {
      err.println(command.getColorScheme().errorText(aws.orElse(String.valueOf(e.getMessage()))));
      return FAILED;
    }
    err.println(
        "This is a defect in Rondo. Please report it as CONTRIBUTING.md describes, with the"
            + " command, rondo --version and this stack trace:");
    e.printStackTrace(err);
    return FAILED;
  }

  /** Whether the cause is outside of this program. */
  private static boolean isExternal(Exception e) {
    return e instanceof SimulationException
        || e instanceof StoreException
        || e instanceof AwsException;
  }
}
