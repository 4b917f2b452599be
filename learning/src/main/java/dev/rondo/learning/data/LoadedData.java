package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import java.util.List;
import java.util.Optional;

/**
 * A data set, and how it was understood.
 *
 * @param examples the training and test data
 * @param facts how it was understood, for its user
 * @param notices what may be a mistake; empty if there is nothing
 */
public record LoadedData(TrainTest examples, List<Fact> facts, List<String> notices) {

  /**
   * Something that was understood.
   *
   * @param name one word, such as {@code label}
   * @param text the rest of its line
   */
  public record Fact(String name, String text) {}

  public LoadedData {
    facts = List.copyOf(facts);
    notices = List.copyOf(notices);
  }

  /** How the table was read, for all who read data for the same job; empty if it is no table. */
  public Optional<DataDescription> description() {
    return examples.train().description();
  }
}
