package dev.rondo.reports;

import java.io.IOException;

/** This machine cannot draw plots, usually because the JDK has no fonts. */
public final class GraphsUnavailableException extends IOException {
  private static final long serialVersionUID = 1;

  GraphsUnavailableException(Throwable cause) {
    super(
        "Cannot draw plots ("
            + cause
            + "). Install fontconfig and a font, for example"
            + " \"apt-get install fontconfig fonts-dejavu-core\".",
        cause);
  }
}
