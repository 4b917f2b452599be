package dev.rondo.protocol.data;

import dev.rondo.protocol.store.ObjectKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The contents of a data set in the bucket. It is written last, when all data shards exist. Clients
 * read it because they cannot list the bucket.
 *
 * @param dataset the data set's name
 * @param exampleShape the shape of one example: {@code [channels, height, width]} or {@code
 *     [features]}
 * @param classes the number of classes
 * @param dataShards the data shards, each name once
 */
public record DataIndex(
    String dataset, List<Integer> exampleShape, int classes, List<DataShard> dataShards) {

  /**
   * A part of the training data, for one client at a time.
   *
   * @param name its name, such as {@code shard-00007}
   * @param examples how many examples it has
   */
  public record DataShard(String name, int examples) {

    public DataShard {
      if (!ObjectKeys.isDataset(name) || name.equals("test") || name.equals("index")) {
        throw new IllegalArgumentException("'" + name + "' is not a valid name of a data shard");
      }
      if (examples < 0) {
        throw new IllegalArgumentException(
            name + ": the number of examples must not be negative, but is " + examples);
      }
    }
  }

  public DataIndex {
    exampleShape = List.copyOf(exampleShape);
    dataShards = List.copyOf(dataShards);
    if (!ObjectKeys.isDataset(dataset)) {
      throw new IllegalArgumentException("'" + dataset + "' is not a valid name of a data set");
    }
    if (exampleShape.isEmpty() || exampleShape.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("The shape of examples is not valid: " + exampleShape);
    }
    if (classes < 1) {
      throw new IllegalArgumentException("The number of classes is not valid: " + classes);
    }
    Set<String> names = new HashSet<>();
    for (DataShard dataShard : dataShards) {
      if (!names.add(dataShard.name())) {
        throw new IllegalArgumentException(dataShard.name() + " appears twice");
      }
    }
  }
}
