package dev.rondo.cli.push;

import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes a shipment of a data set that was just split, without intermediate files. */
public final class DealtDataShards {

  private DealtDataShards() {}

  /**
   * @param dataset the data set's name in the bucket
   * @param dataShards the training data, one element per client
   * @param test the test data
   */
  public static Shipment of(String dataset, List<Dataset> dataShards, Dataset test) {
    List<Shipment.Part> parts = new ArrayList<>();
    List<DataIndex.DataShard> index = new ArrayList<>();
    for (int i = 0; i < dataShards.size(); i++) {
      String name = dataShardName(i);
      index.add(new DataIndex.DataShard(name, dataShards.get(i).size()));
      parts.add(
          new Shipment.Part(
              ObjectKeys.dataShard(dataset, name),
              DataShardFile.content(dataset, name, dataShards.get(i))));
    }
    parts.add(
        new Shipment.Part(
            ObjectKeys.testData(dataset), DataShardFile.content(dataset, "test", test)));
    return new Shipment(new DataIndex(dataset, test.exampleShape(), test.classes(), index), parts);
  }

  /** The name of a client's data shard: {@code shard-00007}. */
  public static String dataShardName(int client) {
    return String.format(Locale.ROOT, "shard-%05d", client);
  }
}
