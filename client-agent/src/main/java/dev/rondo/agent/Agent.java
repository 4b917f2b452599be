package dev.rondo.agent;

import dev.rondo.agent.settings.AgentFields;
import dev.rondo.agent.settings.AgentSettings;
import dev.rondo.agent.time.StopSignal;
import dev.rondo.aws.AwsClients;
import dev.rondo.learning.data.BadDataException;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.trainer.TrainerStartException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The client agent. It stops on SIGTERM or before its instance ends, and gives back its seat and
 * lease first. If settings or data are not valid, it exits at once with one line for each problem;
 * if its trainer does not start, with the last lines of the trainer's log.
 */
public final class Agent {

  /** Exit status: settings, data or trainer cannot be used; a restart does not help. */
  static final int UNUSABLE = 2;

  /** Exit status: the instance is about to end; a restart does not help. */
  static final int INSTANCE_ENDS = 75;

  private static final String NATIVE_CACHE = "org.bytedeco.javacpp.cachedir";

  private Agent() {}

  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(AgentSettings.help());
      return;
    }
    try {
      if (CreateClientKey.isMeant(arguments)) {
        CreateClientKey.run(arguments, System.out);
      } else if (!run(AgentSettings.parse(arguments, System.getenv()))) {
        System.exit(INSTANCE_ENDS);
      }
    } catch (InvalidSettingsException
        | InvalidInputException
        | BadDataException
        | TrainerStartException e) {
      System.err.println(e.getMessage());
      System.exit(UNUSABLE);
    } catch (IOException e) {
      System.err.println("Cannot use the cache folder: " + e.getMessage());
      System.exit(UNUSABLE);
    }
  }

  private static boolean run(AgentSettings settings) throws IOException {
    StopSignal terminated = new StopSignal();
    CountDownLatch finished = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              terminated.request("The process received SIGTERM");
              awaitQuietly(finished, settings.get(AgentFields.STOP).toSeconds());
              // A trainer, if it has not ended by now.
              ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            },
            "rondo-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    // Unpack native libraries to a folder that the agent can write, not to the home folder.
    if (System.getProperty(NATIVE_CACHE) == null) {
      System.setProperty(
          NATIVE_CACHE, settings.get(AgentFields.CACHE).resolve("native").toString());
    }
    try (RunningAgent agent = agent(settings, terminated)) {
      return agent.run();
    } finally {
      finished.countDown();
    }
  }

  private static RunningAgent agent(AgentSettings settings, StopSignal terminated) {
    return new RunningAgent(
        settings, terminated, System.out, InstantSource.system(), AwsClients.fromEnvironment());
  }

  private static void awaitQuietly(CountDownLatch finished, long seconds) {
    try {
      boolean unused = finished.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
