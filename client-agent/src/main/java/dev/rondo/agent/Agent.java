package dev.rondo.agent;

import dev.rondo.agent.settings.AgentSettings;
import dev.rondo.agent.settings.InvalidSettingsException;
import dev.rondo.agent.time.StopSignal;
import dev.rondo.aws.AwsClients;
import dev.rondo.learning.data.BadDataException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The client agent. It ends by SIGTERM, with nothing held; settings or data that cannot be used end
 * it at once, with status 2 and one line for each problem.
 */
public final class Agent {

  private static final int UNUSABLE = 2;

  private Agent() {}

  public static void main(String[] args) {
    if (List.of(args).contains("--help")) {
      System.out.print(AgentSettings.help());
      return;
    }
    try {
      run(AgentSettings.parse(List.of(args), System.getenv()));
    } catch (InvalidSettingsException | BadDataException e) {
      System.err.println(e.getMessage());
      System.exit(UNUSABLE);
    } catch (IOException e) {
      System.err.println("The cache cannot be used: " + e.getMessage());
      System.exit(UNUSABLE);
    }
  }

  private static void run(AgentSettings settings) throws IOException {
    StopSignal terminated = new StopSignal();
    CountDownLatch finished = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              terminated.request("The process was asked to end");
              awaitQuietly(finished, settings.stop().toSeconds());
            },
            "rondo-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (RunningAgent agent = agent(settings, terminated)) {
      agent.run();
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
