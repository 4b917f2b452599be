package dev.rondo.functions.testing;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Calls a function as Lambda does: bytes in, bytes out. */
public final class Invocation implements Context {

  public static final String REQUEST_ID = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

  private Invocation() {}

  /** Calls with this JSON and returns the answer. */
  public static JsonNode call(RequestStreamHandler handler, String json) {
    return call(handler, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Calls with {@code /events/NAME} of the test's class path. */
  public static JsonNode callWithFile(RequestStreamHandler handler, String name) {
    return call(handler, file(name));
  }

  /** The bytes of {@code /events/NAME}. */
  public static byte[] file(String name) {
    try (InputStream in = Invocation.class.getResourceAsStream("/events/" + name)) {
      if (in == null) {
        throw new AssertionError("There is no /events/" + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode call(RequestStreamHandler handler, byte[] event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      handler.handleRequest(new ByteArrayInputStream(event), out, new Invocation());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Json.parse(out.toByteArray(), JsonNode.class, "The answer");
  }

  @Override
  public String getAwsRequestId() {
    return REQUEST_ID;
  }

  @Override
  public String getLogGroupName() {
    return "/aws/lambda/rondo";
  }

  @Override
  public String getLogStreamName() {
    return "2026/01/01/[$LATEST]0";
  }

  @Override
  public String getFunctionName() {
    return "rondo";
  }

  @Override
  public String getFunctionVersion() {
    return "$LATEST";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "arn:aws:lambda:us-east-1:123456789012:function:rondo";
  }

  @Override
  public CognitoIdentity getIdentity() {
    throw new UnsupportedOperationException("Nobody asks for it");
  }

  @Override
  public ClientContext getClientContext() {
    throw new UnsupportedOperationException("Nobody asks for it");
  }

  @Override
  public int getRemainingTimeInMillis() {
    return 60_000;
  }

  @Override
  public int getMemoryLimitInMB() {
    return 1024;
  }

  @Override
  public LambdaLogger getLogger() {
    throw new UnsupportedOperationException("The log is standard output");
  }
}
