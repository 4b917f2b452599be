package dev.rondo.cli;

import dev.rondo.settings.Spelling;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains a command line that the command does not accept. */
final class WrongUse {

  private WrongUse() {}

  /** Prints what is wrong, the name that was probably meant, and how to get help. */
  static int explain(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(message(e)));
    err.println("For help: " + command.getCommandSpec().qualifiedName() + " --help");
    return Rondo.WRONG_USE;
  }

  private static String message(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(e.getMessage());
    }
    CommandLine command = e.getCommandLine();
    String word = unmatched.getUnmatched().get(0);
    if (word.startsWith("-")) {
      String name = word.split("=", 2)[0];
      return "Unknown option \""
          + name
          + "\"."
          + Spelling.question(name, command.getCommandSpec().optionsMap().keySet());
    }
    return command.getSubcommands().isEmpty()
        ? "Unexpected argument \"" + word + "\"."
        : "Unknown command \""
            + word
            + "\"."
            + Spelling.question(word, command.getSubcommands().keySet());
  }
}
