package dev.rondo.cli;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Explains a command that had too little memory. */
final class Memory implements IExecutionStrategy {

  private final RunLast run = new RunLast();

  /** Runs the command; an error of memory becomes an exception, as picocli handles them. */
  @Override
  public int execute(ParseResult parsed) {
    try {
      return run.execute(parsed);
    } catch (OutOfMemoryError e) {
      ParseResult last = parsed;
      while (last.hasSubcommand()) {
        last = last.subcommand();
      }
      throw new ExecutionException(
          last.commandSpec().commandLine(), "Out of memory", new IllegalStateException(e));
    }
  }

  /** What was missing and what to do, if an error of memory is among the causes. */
  static Optional<String> explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError error) {
        String reason = String.valueOf(error.getMessage());
        return Optional.of(reason.contains("thread") ? threads(reason) : heap(reason));
      }
    }
    return Optional.empty();
  }

  private static String heap(String reason) {
    return String.format(
        Locale.ROOT,
        "Cannot finish the command: %,d MB of memory is not enough (%s). Use a machine with more"
            + " memory, raise the limit, for example RONDO_JAVA_OPTS=-Xmx12g, or use fewer"
            + " --clients, a lower --fraction or fewer --threads.",
        Runtime.getRuntime().maxMemory() >> 20,
        reason);
  }

  private static String threads(String reason) {
    return "Cannot finish the command: the operating system cannot start more threads (%s). Use fewer --threads, or raise the limit with ulimit -u."
        .formatted(reason);
  }
}
