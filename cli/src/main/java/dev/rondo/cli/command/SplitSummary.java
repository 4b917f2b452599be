package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.learning.data.Dataset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How evenly a data set was split.
 *
 * @param examples the number of examples of each client, ascending
 * @param labels the number of distinct labels of each client, ascending
 */
record SplitSummary(List<Integer> examples, List<Integer> labels) {

  static SplitSummary of(List<Dataset> dataShards) {
    return new SplitSummary(
        dataShards.stream().map(Dataset::size).sorted().toList(),
        dataShards.stream().map(SplitSummary::labels).sorted().toList());
  }

  private static int labels(Dataset dataShard) {
    return (int) IntStream.range(0, dataShard.size()).map(dataShard::label).distinct().count();
  }

  int total() {
    return examples.stream().mapToInt(i -> i).sum();
  }

  Table table() {
    Table table = new Table("per client", "min", "median", "max");
    table.add(row("examples", examples));
    table.add(row("labels", labels));
    return table;
  }

  private static String[] row(String name, List<Integer> values) {
    double[] figures = figures(values);
    return new String[] {
      name, Text.number(figures[0]), Text.number(figures[1]), Text.number(figures[2])
    };
  }

  /** Minimum, median and maximum. */
  private static double[] figures(List<Integer> sorted) {
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2.0;
    return new double[] {sorted.get(0), median, sorted.get(size - 1)};
  }

  ObjectNode toJson() {
    ObjectNode node = Output.object();
    node.set("examples_per_client", json(examples));
    node.set("labels_per_client", json(labels));
    return node;
  }

  private static ObjectNode json(List<Integer> values) {
    double[] figures = figures(values);
    return Output.object()
        .put("min", (int) figures[0])
        .put("median", figures[1])
        .put("max", (int) figures[2]);
  }
}
