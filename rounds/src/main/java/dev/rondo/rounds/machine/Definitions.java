package dev.rondo.rounds.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The definitions of the two state machines in the Amazon States Language. Placeholders such as
 * <code>${OpenRoundFunction}</code> are filled in by the deployment or the simulation; only <code>
 * ${LambdaRetry}</code>, the retry rules of every function call, is filled in.
 */
public final class Definitions {
  private Definitions() {}

  /**
   * One round. Placeholders: Partition (of AWS, such as aws-us-gov), OpenRoundFunction,
   * AwaitQuorumFunction, AggregateFunction, FoldPartFunction, EvaluateFunction, CloseRoundFunction.
   */
  public static String round() {
    return read("round.asl.json").replace("\"${LambdaRetry}\"", read("lambda-retry.json").strip());
  }

  /** Round after round. Placeholders: Partition, RoundStateMachine, TrainingStateMachine. */
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
