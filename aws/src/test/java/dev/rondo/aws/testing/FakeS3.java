package dev.rondo.aws.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/**
 * Runs S3 for one bucket and goes wrong on demand: the faults that were ordered happen to the next
 * requests, one each, in order. It knows GET with ranges, HEAD, PUT and both conditions.
 */
public final class FakeS3 implements AutoCloseable {

  /** What happens to a request instead of, or around, its answer. */
  @FunctionalInterface
  public interface Fault {
    void happen(FakeS3 s3, HttpExchange exchange) throws IOException;
  }

  private record Stored(byte[] bytes, String etag) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger versions = new AtomicInteger();

  public FakeS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Lets these happen to the next requests. */
  public void order(Fault... ordered) {
    faults.addAll(List.of(ordered));
  }

  /** Each request as its method, a space, and its range if it has one. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  public void put(String key, byte[] bytes) {
    objects.put(key, new Stored(bytes, "\"v" + versions.incrementAndGet() + "\""));
  }

  public Optional<byte[]> object(String key) {
    return Optional.ofNullable(objects.get(key)).map(Stored::bytes);
  }

  /** Answers with this status and S3's error code, when the request has been read. */
  public static Fault status(int status, String code) {
    return (s3, exchange) -> {
      exchange.getRequestBody().readAllBytes();
      error(exchange, status, code);
    };
  }

  /** Answers with this status at once, before the body, and hangs up. */
  public static Fault early(int status, String code) {
    return (s3, exchange) -> {
      exchange.getResponseHeaders().set("Connection", "close");
      error(exchange, status, code);
    };
  }

  /** Does what was asked and hangs up without a word. */
  public static Fault lostAnswer() {
    return (s3, exchange) -> {
      s3.perform(exchange, false);
      exchange.close();
    };
  }

  /** Hangs up at once. */
  public static Fault hangUp() {
    return (s3, exchange) -> exchange.close();
  }

  /** Sends so many bytes of an object and hangs up. */
  public static Fault truncated(int bytes) {
    return (s3, exchange) -> s3.get(exchange, bytes, false);
  }

  /** Sends an object with a wrong last byte. */
  public static Fault corrupt() {
    return (s3, exchange) -> s3.get(exchange, Integer.MAX_VALUE, true);
  }

  /** Nothing goes wrong. */
  public static Fault none() {
    return (s3, exchange) -> s3.perform(exchange, true);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add((exchange.getRequestMethod() + " " + (range == null ? "" : range)).strip());
    Fault fault = faults.poll();
    try (exchange) {
      (fault == null ? none() : fault).happen(this, exchange);
    }
  }

  private void perform(HttpExchange exchange, boolean answer) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> get(exchange, Integer.MAX_VALUE, false);
      case "PUT" -> putObject(exchange, answer);
      default -> error(exchange, 405, "MethodNotAllowed");
    }
  }

  private static String key(HttpExchange exchange) {
    String[] parts = exchange.getRequestURI().getPath().split("/", 3);
    return parts.length < 3 ? "" : parts[2];
  }

  private void get(HttpExchange exchange, int atMost, boolean corrupt) throws IOException {
    Stored stored = objects.get(key(exchange));
    if (stored == null) {
      error(exchange, 404, "NoSuchKey");
      return;
    }
    String match = exchange.getRequestHeaders().getFirst("If-Match");
    if (match != null && !match.equals(stored.etag())) {
      error(exchange, 412, "PreconditionFailed");
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    byte[] bytes = range == null ? stored.bytes() : slice(stored.bytes(), range);
    exchange.getResponseHeaders().set("ETag", stored.etag());
    if (range == null) {
      exchange.getResponseHeaders().set("x-amz-checksum-crc32", checksum(bytes));
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(bytes.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(range == null ? 200 : 206, bytes.length);
    if (corrupt) {
      bytes = bytes.clone();
      bytes[bytes.length - 1]++;
    }
    exchange.getResponseBody().write(bytes, 0, Math.min(bytes.length, atMost));
    exchange.getResponseBody().flush();
  }

  private static String checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    byte[] value = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    return Base64.getEncoder().encodeToString(value);
  }

  private static byte[] slice(byte[] bytes, String range) {
    String[] ends = range.substring("bytes=".length()).split("-", 2);
    return Arrays.copyOfRange(
        bytes, Integer.parseInt(ends[0]), Math.min(bytes.length, Integer.parseInt(ends[1]) + 1));
  }

  private void putObject(HttpExchange exchange, boolean answer) throws IOException {
    byte[] bytes = body(exchange);
    String key = key(exchange);
    Stored old = objects.get(key);
    String tag = old == null ? "" : old.etag();
    String match = exchange.getRequestHeaders().getFirst("If-Match");
    boolean absentOnly = "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    if (match != null && old == null) {
      error(exchange, 404, "NoSuchKey");
    } else if ((absentOnly && old != null) || (match != null && !match.equals(tag))) {
      error(exchange, 412, "PreconditionFailed");
    } else {
      put(key, bytes);
      if (answer) {
        exchange.getResponseHeaders().set("ETag", "\"v" + versions.get() + "\"");
        exchange.sendResponseHeaders(200, -1);
      }
    }
  }

  /** The SDK sends a stream in chunks of its own, each with its length and signature. */
  private static byte[] body(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    if (encoding == null || !encoding.contains("aws-chunked")) {
      return in.readAllBytes();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      int length = Integer.parseInt(line(in).split(";", 2)[0], 16);
      if (length == 0) {
        in.readAllBytes();
        return bytes.toByteArray();
      }
      byte[] chunk = in.readNBytes(length);
      if (chunk.length < length) {
        throw new IOException("The body ended early");
      }
      bytes.write(chunk);
      line(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("The body ended early");
      }
      line.append((char) b);
    }
    return line.toString().strip();
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    String text =
        "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>On demand</Message></Error>"
            .formatted(code);
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("x-amz-request-id", "REQUEST");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
