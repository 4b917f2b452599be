package dev.rondo.protocol.safetensors;

import java.io.IOException;

/**
 * A file is not what the format demands: its sender's fault, and trying again will not help. The
 * message is one line that names the place; names out of the file are cut and escaped in it.
 */
public final class MalformedSafetensorsException extends IOException {

  private static final long serialVersionUID = 1L;

  public MalformedSafetensorsException(String message) {
    super(message);
  }

  public MalformedSafetensorsException(String message, Throwable cause) {
    super(message, cause);
  }
}
