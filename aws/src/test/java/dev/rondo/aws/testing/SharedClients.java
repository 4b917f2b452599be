package dev.rondo.aws.testing;

import dev.rondo.aws.AwsClients;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One AWS for all tests of a class, in a static field with {@code @RegisterExtension}. It starts
 * before the first test and not before the class, so that where it is not installed each test
 * counts as skipped.
 */
public final class SharedClients implements BeforeEachCallback, AfterAllCallback {

  private interface Running extends AutoCloseable {
    AwsClients clients();

    @Override
    void close();
  }

  private final Supplier<Running> start;
  private @Nullable Running running;

  private SharedClients(Supplier<Running> start) {
    this.start = start;
  }

  /** Of {@link Emulator}. */
  public static SharedClients ofEmulator() {
    return new SharedClients(
        () -> {
          Emulator emulator = Emulator.startIfInstalled();
          return running(emulator.clients(), emulator::close);
        });
  }

  /** Of {@link LocalStack}. */
  public static SharedClients ofLocalStack(String... services) {
    return new SharedClients(
        () -> {
          LocalStack localStack = LocalStack.startIfPossible(services);
          return running(localStack.clients(), localStack::close);
        });
  }

  private static Running running(AwsClients clients, Runnable close) {
    return new Running() {
      @Override
      public AwsClients clients() {
        return clients;
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }

  /** The clients, in a test. */
  public AwsClients get() {
    return Objects.requireNonNull(running).clients();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (running == null) {
      running = start.get();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (running != null) {
      running.close();
      running = null;
    }
  }
}
