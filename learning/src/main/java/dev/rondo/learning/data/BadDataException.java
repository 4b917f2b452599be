package dev.rondo.learning.data;

import java.nio.file.Path;

/** A data file is not valid. The message is one line with the file, the place and the fix. */
public final class BadDataException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BadDataException(Path file, String problem) {
    super(file + ": " + problem);
  }

  /**
   * @param place a file, an object of the store, or whatever else the data came from
   */
  public BadDataException(String place, String problem) {
    super(place + ": " + problem);
  }

  public BadDataException(String place, String problem, Throwable cause) {
    super(place + ": " + problem, cause);
  }

  BadDataException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
