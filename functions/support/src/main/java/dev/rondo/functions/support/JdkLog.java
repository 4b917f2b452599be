package dev.rondo.functions.support;

import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends everything that is logged through {@link System.Logger} or by the JDK to the log of the
 * current call. Lambda runs one call at a time in a process.
 *
 * <p>It is a handler of the root of {@code java.util.logging} and not a {@link
 * System.LoggerFinder}, because Lambda loads functions with a class loader in which the JDK does
 * not look for one.
 */
final class JdkLog extends Handler {

  private volatile Log log;

  private JdkLog(Log log) {
    this.log = log;
    setFormatter(new SimpleFormatter());
    setLevel(Level.INFO);
  }

  /** The instance of this process. It replaces the console handler. */
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

  /** Sends further lines to this log, with its fields. */
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
