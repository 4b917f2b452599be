package dev.rondo.cli;

import dev.rondo.aws.AwsException;
import dev.rondo.cli.command.ClientsCommand;
import dev.rondo.cli.command.DataCommand;
import dev.rondo.cli.command.DoctorCommand;
import dev.rondo.cli.command.EvaluateCommand;
import dev.rondo.cli.command.GraphCommand;
import dev.rondo.cli.command.InitModelCommand;
import dev.rondo.cli.command.ModelsCommand;
import dev.rondo.cli.command.RoundCommand;
import dev.rondo.cli.command.RoundsCommand;
import dev.rondo.cli.command.SimulateCommand;
import dev.rondo.cli.command.TensorboardCommand;
import dev.rondo.cli.command.TrainCommand;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.StackSource;
import dev.rondo.cli.stack.AwsStacks;
import dev.rondo.cli.stack.Stacks;
import dev.rondo.learning.data.BadDataException;
import dev.rondo.operations.account.AwsFailure;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.simulation.SimulationException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command's entrance. */
@Command(
    name = "rondo",
    description = "Serverless federated learning: train on one machine as on AWS.",
    mixinStandardHelpOptions = true,
    version = "Rondo 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Begin with:  rondo simulate --rounds 5",
      "Exit codes: 0 done, 1 it failed, 2 the command or its input is wrong."
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
    System.exit(commandLine(new AwsStacks()).execute(args));
  }

  /**
   * The whole command.
   *
   * @param stacks where control stacks are looked for
   */
  static CommandLine commandLine(Stacks stacks) {
    return new CommandLine(new Rondo(stacks))
        .addSubcommand(SimulateCommand.commandLine())
        .addSubcommand(InitModelCommand.commandLine())
        .addSubcommand(new DataCommand())
        .addSubcommand(new EvaluateCommand())
        .addSubcommand(new GraphCommand())
        .addSubcommand(new TensorboardCommand())
        .addSubcommand(new ModelsCommand())
        .addSubcommand(new RoundsCommand())
        .addSubcommand(new RoundCommand())
        .addSubcommand(new TrainCommand())
        .addSubcommand(new ClientsCommand())
        .addSubcommand(new DoctorCommand())
        .addSubcommand(new CommandLine.HelpCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Rondo::wrongUse)
        .setExecutionExceptionHandler(failure());
  }

  @Override
  public Stacks stacks() {
    return stacks;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int wrongUse(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(e.getMessage()));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return WRONG_USE;
  }

  /** What failed for reasons outside of this program. */
  private static boolean isOutside(Exception e) {
    return e instanceof SimulationException
        || e instanceof StoreException
        || e instanceof AwsException;
  }

  /** A user's mistake gets its message; only our own mistakes get a stack trace. */
  private static IExecutionExceptionHandler failure() {
    return (e, command, parsed) -> {
      PrintWriter err = command.getErr();
      if (e instanceof InvalidSettingsException
          || e instanceof UserError
          || e instanceof BadDataException
          || e instanceof IllegalArgumentException) {
        err.println(command.getColorScheme().errorText(String.valueOf(e.getMessage())));
        return WRONG_USE;
      }
      Optional<String> aws = AwsFailure.explain(e);
      if (aws.isPresent() || isOutside(e)) {
        err.println(command.getColorScheme().errorText(aws.orElse(String.valueOf(e.getMessage()))));
        return FAILED;
      }
      err.println("This is a fault of Rondo itself; please report it with what follows.");
      e.printStackTrace(err);
      return FAILED;
    };
  }
}
