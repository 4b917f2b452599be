package dev.rondo.cli.command;

import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;

/** A model's tensors as a table. */
final class TensorTable {

  private TensorTable() {}

  static Table of(ModelLayout layout) {
    Table table = new Table("tensor", "shape", "parameters");
    for (TensorSpec tensor : layout.tensors()) {
      table.add(tensor.name(), tensor.shape().toString(), Text.count(tensor.size()));
    }
    table.add("total", "", Text.count(layout.parameterCount()));
    return table;
  }
}
