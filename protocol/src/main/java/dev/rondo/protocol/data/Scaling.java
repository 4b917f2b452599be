package dev.rondo.protocol.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;

/** What is done to the values of a table before a model sees them. */
public enum Scaling {
  /** Nothing. */
  NONE("none"),
  /** Each column minus its mean, divided by its standard deviation. */
  STANDARDIZE("standardize"),
  /** Pixels from 0 to 255, divided by 255. */
  BYTES("0-255");

  private final String word;

  Scaling(String word) {
    this.word = word;
  }

  /** The value as settings and documents spell it. */
  @Override
  public String toString() {
    return word;
  }

  /** The value that is spelt like this. */
  @JsonCreator
  static Scaling of(String word) {
    return Arrays.stream(values())
        .filter(scaling -> scaling.word.equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + word + "' is not a valid way of scaling"));
  }
}
