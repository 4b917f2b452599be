package dev.rondo.agent.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** EC2's instance metadata service, version 2: nothing without a token. */
public final class MetadataService implements AutoCloseable {

  private static final String TOKEN = "secret";

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  private MetadataService(HttpServer server) {
    this.server = server;
  }

  public static MetadataService start() throws IOException {
    MetadataService service =
        new MetadataService(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    service.server.createContext("/", service::answer);
    service.server.start();
    return service;
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** From now on this is what is to be read at a path below {@code /latest/meta-data/}. */
  public void say(String path, String text) {
    answers.put("/latest/meta-data/" + path, text);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean wantsToken =
        exchange.getRequestMethod().equals("PUT")
            && path.equals("/latest/api/token")
            && exchange.getRequestHeaders().containsKey("X-aws-ec2-metadata-token-ttl-seconds");
    boolean hasToken =
        TOKEN.equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
    Optional<String> text =
        wantsToken ? Optional.of(TOKEN) : Optional.ofNullable(answers.get(path));
    int status = !wantsToken && !hasToken ? 401 : text.isPresent() ? 200 : 404;
    byte[] body = text.orElse("").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, status == 200 ? body.length : -1);
    if (status == 200) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
