package dev.rondo.protocol.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Bytes written down by hand: hexadecimal digits, or text after a colon; what follows # is said.
 */
public final class Golden {

  private Golden() {}

  public static byte[] bytes(String lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String line : lines.lines().toList()) {
      if (line.startsWith(":")) {
        bytes.writeBytes(line.substring(1).getBytes(StandardCharsets.UTF_8));
      } else {
        bytes.writeBytes(HexFormat.of().parseHex(line.replaceAll("#.*", "").replace(" ", "")));
      }
    }
    return bytes.toByteArray();
  }
}
