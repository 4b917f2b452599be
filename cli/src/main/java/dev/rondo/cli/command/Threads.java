package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.settings.Kind;
import dev.rondo.settings.Kinds;
import dev.rondo.simulation.Simulation;

/** The value of {@code --threads}. */
final class Threads {

  private static final Kind<Integer> KIND = Kinds.integer(1, Simulation.MOST_THREADS);

  private Threads() {}

  /** The number of threads, or an error in the command line. */
  static int parse(String text, Output output) {
    return KIND.parse(text)
        .orElseThrow(
            () ->
                output.wrongUse(
                    "--threads must be " + KIND.bounds() + ", but is " + Text.oneLine(text)));
  }
}
