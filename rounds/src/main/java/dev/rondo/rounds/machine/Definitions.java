package dev.rondo.rounds.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of Rondo's own state machines, with their <code>${...}</code> places open. */
public final class Definitions {
  private Definitions() {}

  /**
   * One round. Open places: OpenRoundFunction, AwaitQuorumFunction, AggregateFunction,
   * FoldPartFunction, EvaluateFunction, CloseRoundFunction.
   */
  public static String round() {
    return read("round.asl.json");
  }

  /** Rounds one after another. Open places: RoundStateMachine, TrainingStateMachine. */
  public static String training() {
    return read("training.asl.json");
  }

  private static String read(String file) {
    try (InputStream in = Definitions.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
