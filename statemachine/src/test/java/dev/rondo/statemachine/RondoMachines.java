package dev.rondo.statemachine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of the two state machines at the top of this module. */
public final class RondoMachines {

  private RondoMachines() {}

  /** The machine of one round, with the retry rules of its function calls filled in. */
  public static String round() {
    return read("round.asl.json").replace("\"${LambdaRetry}\"", read("lambda-retry.json").strip());
  }

  /** The machine of a training. */
  public static String training() {
    return read("training.asl.json");
  }

  private static String read(String file) {
    try {
      return Files.readString(
          Path.of(System.getProperty("rondo.home", "..")).resolve("statemachine").resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
