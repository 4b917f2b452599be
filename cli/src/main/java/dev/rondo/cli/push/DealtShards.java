package dev.rondo.cli.push;

import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.ArrayList;
import java.util.List;

/** Makes a shipment of a data set that was just split, without intermediate files. */
public final class DealtShards {

  private DealtShards() {}

  /**
   * @param dataset the data set's name in the bucket
   * @param shards the training data, one element per client
   * @param test the test data
   */
  public static Shipment of(String dataset, List<Dataset> shards, Dataset test) {
    List<Shipment.Part> parts = new ArrayList<>();
    List<DataIndex.Shard> index = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      String name = shardName(i);
      index.add(new DataIndex.Shard(name, shards.get(i).size()));
      parts.add(
          new Shipment.Part(
              ObjectKeys.dataShard(dataset, name),
              DataShardFile.content(dataset, name, shards.get(i))));
    }
    parts.add(
        new Shipment.Part(
            ObjectKeys.testData(dataset), DataShardFile.content(dataset, "test", test)));
    return new Shipment(new DataIndex(dataset, test.exampleShape(), test.classes(), index), parts);
  }

  /** The name of a client's shard: {@code shard-00007}. */
  public static String shardName(int client) {
    return "shard-%05d".formatted(client);
  }
}
