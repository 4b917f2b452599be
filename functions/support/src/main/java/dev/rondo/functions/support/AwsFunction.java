package dev.rondo.functions.support;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.queue.SqsTaskQueue;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.rounds.state.Executions;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Values;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Where a function meets the real world: settings, clients, clock and chance, made once while the
 * function starts.
 *
 * <p>Starting also asks the bucket for an object that is not there. It costs nothing worth naming
 * and takes what a first request takes (credentials, signing, TLS, several hundred classes) out of
 * the first call. When a snapshot is made (SnapStart), it rehearses more, since there the time is
 * nobody's, and everything is in the snapshot but the connection: the JDK gives up one that has
 * been idle for five seconds, and a restored snapshot is older than that. So no hooks of CRaC, and
 * no library for them, are needed.
 */
public final class AwsFunction {

  private final Values settings;
  private final AwsClients clients;
  private final Surroundings surroundings;

  private AwsFunction(Values settings, AwsClients clients) {
    this.settings = settings;
    this.clients = clients;
    this.surroundings =
        new Surroundings(
            new S3ObjectStore(clients.s3(), settings.get(FunctionSettings.BUCKET)),
            InstantSource.system(),
            Lines.standardOutput());
  }

  /**
   * Starts a function that needs these settings.
   *
   * @throws InvalidSettingsException with all problems
   */
  public static AwsFunction start(Field<?>... needed) {
    Map<String, String> environment = System.getenv();
    Values settings = FunctionSettings.read(environment, needed);
    AwsFunction function = new AwsFunction(settings, AwsClients.fromEnvironment());
    function.prime(becomesSnapshot(environment));
    return function;
  }

  /** Whether what is starting is to be kept in a snapshot (SnapStart). */
  public static boolean becomesSnapshot(Map<String, String> environment) {
    return "snap-start".equals(environment.get("AWS_LAMBDA_INITIALIZATION_TYPE"));
  }

  private void prime(boolean snapshot) {
    String nothing = ObjectKeys.plan("priming", 1);
    try {
      surroundings.store().head(nothing);
      if (snapshot) {
        surroundings.store().get(nothing);
        surroundings.store().list(nothing);
        Rehearsal.run();
      }
    } catch (StoreException e) {
      // The first call will see for itself, and its caller knows when to try again.
      new Log(surroundings.lines()).info("Priming: the bucket did not answer: " + e.getMessage());
    }
  }

  public Surroundings surroundings() {
    return surroundings;
  }

  public String bucket() {
    return settings.get(FunctionSettings.BUCKET);
  }

  /** The queue of seats, to publish to. */
  public TaskQueue taskQueue() {
    return new SqsTaskQueue(
        clients.sqs(), settings.get(FunctionSettings.TASK_QUEUE_URL).toString(), Duration.ZERO);
  }

  public RoundSignal signal() {
    return new StepFunctionsSignal(clients.sfn());
  }

  public Executions executions() {
    return new StepFunctionsExecutions(clients.sfn());
  }

  /** A cryptographically strong source. */
  public RandomGenerator random() {
    return new SecureRandom();
  }
}
