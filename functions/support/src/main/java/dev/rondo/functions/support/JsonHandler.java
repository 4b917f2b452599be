package dev.rondo.functions.support;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;

/**
 * A Lambda function with JSON input and output. Each line of its log has the job, the round and the
 * request.
 *
 * <p>An exception reaches the state machine under its class name, which the Retry and Catch rules
 * use, so exceptions are not wrapped here. {@link IllegalArgumentException} means bad input. After
 * an {@link OutOfMemoryError}, Lambda ends the process, and the retry has a new one.
 */
public abstract class JsonHandler implements RequestStreamHandler {

  private final Surroundings surroundings;
  private final JdkLog jdkLog = JdkLog.installed();

  protected JsonHandler(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Handles one call.
   *
   * @param event what was sent
   * @param store the bucket, which counts what this call asks of it
   * @param log whose lines name this call
   */
  protected abstract JsonNode handle(JsonNode event, MeteredStore store, Log log);

  @Override
  public final void handleRequest(InputStream in, OutputStream out, Context context)
      throws IOException {
    Instant start = surroundings.clock().instant();
    Log log = new Log(surroundings.lines()).with("request_id", context.getAwsRequestId());
    try {
      JsonNode event = Json.parse(in.readAllBytes(), JsonNode.class, "The event");
      log = named(log, event);
      jdkLog.use(log);
      MeteredStore store = new MeteredStore(surroundings.store());
      out.write(Json.bytes(handle(event, store, log)));
      end(log, store, Duration.between(start, surroundings.clock().instant()));
    } catch (RuntimeException e) {
      log.error(getClass().getSimpleName() + " failed", e);
      throw e;
    } catch (OutOfMemoryError e) {
      log.error(getClass().getSimpleName() + " ran out of memory", e);
      throw e;
    } catch (Error e) {
      log.error(getClass().getSimpleName() + " failed", e);
      throw e;
    }
  }

  private static Log named(Log log, JsonNode event) {
    Log named = log;
    if (event.path("job").isTextual()) {
      named = named.with("job", event.get("job").asText());
    }
    if (event.path("round").canConvertToInt()) {
      named = named.with("round", event.get("round").asInt());
    }
    return named;
  }

  private void end(Log log, MeteredStore store, Duration took) {
    Log end = log.with("event", "call").with("duration_ms", took.toMillis());
    for (var request : store.requests().entrySet()) {
      end = end.with("store_" + request.getKey(), request.getValue());
    }
    end.info(getClass().getSimpleName() + " done");
  }

  protected final Surroundings surroundings() {
    return surroundings;
  }
}
