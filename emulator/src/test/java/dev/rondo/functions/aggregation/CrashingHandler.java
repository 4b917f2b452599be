package dev.rondo.functions.aggregation;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.FunctionSettings;
import dev.rondo.functions.support.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A real handler on a store, a queue and a signal that end the process when asked to. */
public abstract class CrashingHandler implements RequestStreamHandler {

  private final Crash crash;
  private final RequestStreamHandler handler;

  CrashingHandler(Crash crash, RequestStreamHandler handler) {
    this.crash = crash;
    this.handler = handler;
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    byte[] payload = in.readAllBytes();
    crash.begin(payload);
    handler.handleRequest(new ByteArrayInputStream(payload), out, context);
  }

  private static Surroundings around(AwsFunction aws, Crash crash) {
    Surroundings real = aws.surroundings();
    return new Surroundings(
        crash.store(real.store()), real.clock(), real.lines(), real.metricsNamespace());
  }

  /** OpenRound. */
  public static final class Open extends CrashingHandler {

    public Open() {
      this(AwsFunction.start(FunctionSettings.TASK_QUEUE_URL), Crash.asked());
    }

    private Open(AwsFunction aws, Crash crash) {
      super(
          crash,
          new OpenRoundHandler(
              around(aws, crash),
              crash.queue(aws.taskQueue()),
              aws.executions(),
              aws.signal(),
              aws.random()));
    }
  }

  /** AwaitQuorum. */
  public static final class Await extends CrashingHandler {

    public Await() {
      this(AwsFunction.start(), Crash.asked());
    }

    private Await(AwsFunction aws, Crash crash) {
      super(crash, new AwaitQuorumHandler(around(aws, crash), crash.signal(aws.signal())));
    }
  }

  /** FoldUpdates. */
  public static final class Fold extends CrashingHandler {

    public Fold() {
      this(AwsFunction.start(), Crash.asked());
    }

    private Fold(AwsFunction aws, Crash crash) {
      super(
          crash,
          new FoldUpdatesHandler(around(aws, crash), crash.signal(aws.signal()), aws.bucket()));
    }
  }
}
