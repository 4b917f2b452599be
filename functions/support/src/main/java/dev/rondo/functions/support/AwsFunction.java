package dev.rondo.functions.support;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.queue.SqsTaskQueue;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.rounds.state.Executions;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Values;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Creates everything that a function needs at startup: settings, SDK clients, clock and random
 * source.
 *
 * <p>At startup it also requests an object that does not exist from the bucket. This costs almost
 * nothing and moves the work of a first request (credentials, signing, TLS, loading several hundred
 * classes) out of the first call. When Lambda takes a snapshot (SnapStart), it does more priming,
 * because that time is not billed to a call. The snapshot contains everything except the
 * connection: the JDK closes a connection that was idle for five seconds, and a restored snapshot
 * is older. So no CRaC hooks and no library for them are needed.
 */
public final class AwsFunction {

  /** Seconds for which the address of a host name counts. */
  static final String ADDRESS_SECONDS = "5";

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
            Lines.standardOutput(),
            settings.get(FunctionSettings.METRICS_NAMESPACE));
  }

  /**
   * Lets addresses of S3 and of other services expire after seconds: a snapshot can be restored
   * days later, when they are others. It must run before the first request.
   */
  static void forgetAddressesSoon() {
    Security.setProperty("networkaddress.cache.ttl", ADDRESS_SECONDS);
  }

  /**
   * Starts a function that needs these settings, besides the bucket and the namespace of metrics.
   *
   * @throws InvalidSettingsException with all problems
   */
  public static AwsFunction start(Field<?>... needed) {
    forgetAddressesSoon();
    Map<String, String> environment = System.getenv();
    Values settings = FunctionSettings.read(environment, all(needed));
    AwsFunction function = new AwsFunction(settings, AwsClients.fromEnvironment());
    function.prime(becomesSnapshot(environment));
    return function;
  }

  private static Field<?>[] all(Field<?>... needed) {
    Field<?>[] common = {FunctionSettings.BUCKET, FunctionSettings.METRICS_NAMESPACE};
    return Stream.concat(Stream.of(common), Stream.of(needed)).distinct().toArray(Field<?>[]::new);
  }

  /** Whether this start is for a snapshot (SnapStart). */
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
        Priming.run();
      }
    } catch (StoreException e) {
      // The first call fails in the same way, and its caller has retry rules.
      new Log(surroundings.lines()).info("Priming: the bucket did not answer: " + e.getMessage());
    }
  }

  public Surroundings surroundings() {
    return surroundings;
  }

  public String bucket() {
    return settings.get(FunctionSettings.BUCKET);
  }

  /** The value of a setting that this function needs. */
  public <T> T get(Field<T> setting) {
    return settings.get(setting);
  }

  /** Another bucket than the function's own. */
  public ObjectStore store(String bucket) {
    return new S3ObjectStore(clients.s3(), bucket);
  }

  /** For services that one function alone uses. */
  public AwsClients clients() {
    return clients;
  }

  /** The task queue, for publishing seats. */
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

  /** A cryptographically strong random source. */
  public RandomGenerator random() {
    return new SecureRandom();
  }
}
