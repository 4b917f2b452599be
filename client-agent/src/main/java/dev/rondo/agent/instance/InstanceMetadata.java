package dev.rondo.agent.instance;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** EC2's instance metadata service, version 2: every request carries a session token. */
public final class InstanceMetadata {

  private static final int TIMEOUT_MILLIS = 2000;
  private static final int TOKEN_SECONDS = 300;
  private static final int MAX_BYTES = 16_384;

  private final URI endpoint;

  /**
   * @param endpoint {@code http://169.254.169.254} on an instance
   */
  public InstanceMetadata(URI endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * The text at a path below {@code /latest/meta-data/}, or empty if it does not exist.
   *
   * @throws IOException when the service does not answer
   */
  public Optional<String> get(String path) throws IOException {
    String token =
        ask("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS + "")
            .orElseThrow(() -> new IOException("The instance metadata service returned no token"));
    return ask("GET", "/latest/meta-data/" + path, "X-aws-ec2-metadata-token", token);
  }

  private Optional<String> ask(String method, String path, String header, String value)
      throws IOException {
    String base = endpoint.toString().replaceAll("/+$", "");
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(base + path).toURL().openConnection(Proxy.NO_PROXY);
    try {
      connection.setRequestMethod(method);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setRequestProperty(header, value);
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException(
            "The instance metadata service returned status " + status + " for " + path);
      }
      try (InputStream body = connection.getInputStream()) {
        return Optional.of(new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip());
      }
    } finally {
      connection.disconnect();
    }
  }
}
