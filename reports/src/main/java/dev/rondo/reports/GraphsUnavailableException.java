package dev.rondo.reports;

import java.io.IOException;

/** The plots cannot be drawn on this machine: most often a JDK without fonts. */
public final class GraphsUnavailableException extends IOException {
  private static final long serialVersionUID = 1;

  GraphsUnavailableException(Throwable cause) {
    super(
        "Plots cannot be drawn here ("
            + cause
            + "). Install fontconfig and a font, for example"
            + " \"apt-get install fontconfig fonts-dejavu-core\".",
        cause);
  }
}
