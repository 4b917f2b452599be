package dev.rondo.functions.support;

import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends what core logs through {@link System.Logger}, and what the JDK logs, to the log of the call
 * that is under way: one at a time in a process, as Lambda has it.
 *
 * <p>It stands at the root of {@code java.util.logging} and is no {@link System.LoggerFinder},
 * because Lambda loads a function by a class loader of its own, in which the JDK looks for none.
 */
final class JdkLog extends Handler {

  private volatile Log log;

  private JdkLog(Log log) {
    this.log = log;
    setFormatter(new SimpleFormatter());
    setLevel(Level.INFO);
  }

  /** The one of this process; it takes the place of whatever wrote to the console. */
  static JdkLog installed() {
    Logger root = Logger.getLogger("");
    Optional<JdkLog> there =
        Arrays.stream(root.getHandlers())
            .filter(JdkLog.class::isInstance)
            .map(JdkLog.class::cast)
            .findFirst();
    if (there.isPresent()) {
      return there.get();
    }
    JdkLog installed = new JdkLog(new Log(Lines.standardOutput()));
    Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
    root.addHandler(installed);
    return installed;
  }

  /** From now on lines go to this log, with its fields. */
  void use(Log call) {
    log = call;
  }

  @Override
  public void publish(LogRecord logged) {
    if (!isLoggable(logged)) {
      return;
    }
    Log named = log.with("logger", String.valueOf(logged.getLoggerName()));
    String message = getFormatter().formatMessage(logged);
    Throwable error = logged.getThrown();
    boolean info = logged.getLevel().intValue() < Level.WARNING.intValue();
    if (error != null && logged.getLevel().equals(Level.SEVERE)) {
      named.error(message, error);
    } else if (error != null) {
      named.warn(message, error);
    } else if (info) {
      named.info(message);
    } else {
      named.warn(message);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
