package dev.rondo.aws.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A line to a server that breaks on demand, by a TCP reset: what was ordered happens to the next
 * connections, one each, in order.
 */
public final class FaultyWire implements AutoCloseable {

  private final URI server;
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Long> resets = new ConcurrentLinkedQueue<>();
  private volatile Optional<String> refusal = Optional.empty();

  public FaultyWire(URI server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** Resets the next connection when the server has sent so many bytes. */
  public void resetAfter(long bytes) {
    resets.add(bytes);
  }

  /** Answers every head of a request with this from now on, instead of "100 Continue". */
  public void refuseAll(int status, String code) {
    String body = "<Error><Code>%s</Code><Message>On demand</Message></Error>".formatted(code);
    refusal =
        Optional.of(
            "HTTP/1.1 %d Refused\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n"
                    .formatted(status, body.length())
                + "Connection: close\r\n\r\n"
                + body);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (refusal.isPresent()) {
          String answer = refusal.get();
          threads.execute(() -> refuse(client, answer));
          continue;
        }
        Socket upstream = new Socket(server.getHost(), server.getPort());
        Long reset = resets.poll();
        threads.execute(() -> pump(client, upstream, Long.MAX_VALUE));
        threads.execute(() -> pump(upstream, client, reset == null ? Long.MAX_VALUE : reset));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private static void refuse(Socket client, String answer) {
    try (client) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = client.getInputStream().read();
        if (b < 0) {
          return;
        }
        head.append((char) b);
      }
      client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return; // It has gone.
    }
  }

  private static void pump(Socket from, Socket to, long atMost) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16 << 10];
      long left = atMost;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, (int) Math.min(count, left));
        left -= count;
        if (left <= 0) {
          to.setSoLinger(true, 0); // So that closing resets.
          return;
        }
      }
    } catch (IOException e) {
      return; // One side has gone, and now both are.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }
}
