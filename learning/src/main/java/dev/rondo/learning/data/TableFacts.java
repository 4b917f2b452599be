package dev.rondo.learning.data;

import dev.rondo.learning.data.LoadedData.Fact;
import dev.rondo.protocol.data.DataDescription;
import java.util.List;
import java.util.Locale;

/** How a table was understood, in words. */
final class TableFacts {

  private TableFacts() {}

  /**
   * @param how where the test data are from
   */
  static List<Fact> of(TrainTest examples, String how) {
    DataDescription description = examples.train().description().orElseThrow();
    String scale =
        switch (description.scaling()) {
          case NONE -> "none";
          case STANDARDIZE ->
              "standardize: minus the mean of the training rows, divided by their standard"
                  + " deviation";
          case BYTES -> "0-255: divided by 255";
        };
    return List.of(
        new Fact(
            "rows",
            String.format(
                Locale.ROOT,
                "%,d for training, %,d for tests (%s)",
                examples.train().size(),
                examples.test().size(),
                how)),
        new Fact(
            "columns",
            "%s: %s"
                .formatted(description.columns().size(), TableColumns.list(description.columns()))),
        new Fact(
            "label",
            "%s, %s classes: %s"
                .formatted(
                    Fields.shown(description.label()),
                    description.classes().size(),
                    TableColumns.list(description.classes()))),
        new Fact("scale", scale));
  }
}
