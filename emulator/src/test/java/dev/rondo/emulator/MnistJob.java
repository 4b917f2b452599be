package dev.rondo.emulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A job on MNIST, as a user creates it with the rondo command. */
final class MnistJob {

  /** Into which the data are split: up to so many clients have one each. */
  static final int DATA_SHARDS = 5;

  private MnistJob() {}

  /**
   * Pushes the data and creates the job; each of its clients takes part in each round.
   *
   * @param more options of {@code rondo job create}
   */
  static void create(Cloud cloud, String job, int clients, int rounds, String... more) {
    cloud.rondo(
        "data", "push", "mnist", "--split", "iid", "--clients", Integer.toString(DATA_SHARDS));
    List<String> command = new ArrayList<>(List.of("job", "create", "--job", job));
    command.addAll(List.of("--clients", Integer.toString(clients), "--fraction", "1"));
    command.addAll(List.of("--rounds", Integer.toString(rounds)));
    command.addAll(Arrays.asList(more));
    cloud.rondo(command.toArray(String[]::new));
  }
}
