package dev.rondo.agent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstanceWatchTest {

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private HttpServer server;
  private InstanceWatch watch;

  InstanceWatchTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    watch =
        new InstanceWatch(
            new InstanceMetadata(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/")));
  }

  @BeforeEach
  void start() {
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** As version 2 of the service: nothing without a token. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean wantsToken =
        exchange.getRequestMethod().equals("PUT")
            && path.equals("/latest/api/token")
            && exchange.getRequestHeaders().containsKey("X-aws-ec2-metadata-token-ttl-seconds");
    boolean hasToken =
        "secret".equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
    Optional<String> text =
        wantsToken ? Optional.of("secret") : Optional.ofNullable(answers.get(path));
    int status = !wantsToken && !hasToken ? 401 : text.isPresent() ? 200 : 404;
    byte[] body = text.orElse("").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, status == 200 ? body.length : -1);
    if (status == 200) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Test
  void anInstanceThatStaysIsLeftAlone() throws IOException {
    answers.put("/latest/meta-data/autoscaling/target-lifecycle-state", "InService");

    assertThat(watch.end()).isEmpty();
  }

  @Test
  void anInterruptionOfASpotInstanceIsAnEnd() throws IOException {
    answers.put(
        "/latest/meta-data/spot/instance-action",
        "{\"action\": \"terminate\", \"time\": \"2026-01-01T00:02:00Z\"}");

    assertThat(watch.end()).hasValueSatisfying(why -> assertThat(why).contains("Spot", "00:02"));
  }

  @Test
  void terminationByTheAutoScalingGroupIsAnEnd() throws IOException {
    answers.put("/latest/meta-data/autoscaling/target-lifecycle-state", "Terminated\n");

    assertThat(watch.end()).hasValueSatisfying(why -> assertThat(why).contains("auto-scaling"));
  }

  @Test
  void aServiceThatDoesNotAnswerSaysNothing() {
    server.stop(0);

    assertThatThrownBy(() -> watch.end()).isInstanceOf(IOException.class);
  }
}
