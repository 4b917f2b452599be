package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataSettings;
import dev.rondo.protocol.data.Scaling;
import java.util.ArrayList;
import java.util.List;

/** What in a table may be a mistake of its user. */
final class TableNotices {

  private static final int MOST_LABELS = 3;
  private static final int BRIGHT = 128;

  private final DataSettings settings;
  private final boolean known;
  private final List<String> texts = new ArrayList<>();

  /**
   * @param known whether the job already says how its data are read
   */
  TableNotices(DataSettings settings, boolean known) {
    this.settings = settings;
    this.known = known;
  }

  List<String> texts() {
    return List.copyOf(texts);
  }

  /** Adds those of a table with training data. */
  void add(Table table, float[] values) {
    if (known) {
      return;
    }
    if (settings.scaling() == Scaling.NONE && arePixels(values)) {
      texts.add(
          "%s: all values are whole numbers from 0 to 255, and scale is none. If they are pixels, set scale: 0-255 (--scale 0-255)"
              .formatted(table.path()));
    }
    List<String> single = table.labels().single();
    if (!single.isEmpty()) {
      texts.add(
          "%s: only one row has the label %s. Is it mistyped?"
              .formatted(
                  table.path(),
                  String.join(", ", single.subList(0, Math.min(MOST_LABELS, single.size())))
                      + (single.size() > MOST_LABELS ? ", ..." : "")));
    }
  }

  /** Adds a notice if no training row has a label of the test data. */
  void addClassesOnlyIn(Table test, Table train) {
    List<String> only = new ArrayList<>(test.labels().texts());
    only.removeAll(train.labels().texts());
    if (!known && !only.isEmpty()) {
      texts.add(
          "%s: no row of %s has the label %s"
              .formatted(
                  test.path(), train.path().getFileName(), TableColumns.list(Labels.sorted(only))));
    }
  }

  /** Whole numbers from 0 to 255, of which many are above 1 and some are above the half. */
  private static boolean arePixels(float[] values) {
    int aboveOne = 0;
    boolean bright = false;
    for (float value : values) {
      if (value < 0 || value > 255 || value != Math.rint(value)) {
        return false;
      }
      aboveOne += value > 1 ? 1 : 0;
      bright |= value >= BRIGHT;
    }
    return bright && aboveOne > values.length / 10;
  }
}
