package dev.rondo.cli.push;

import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.List;

/**
 * A data set to upload.
 *
 * @param index the list of its data shards
 * @param parts its data shards and its test data
 */
public record Shipment(DataIndex index, List<Part> parts) {

  /**
   * One object.
   *
   * @param key its key
   * @param content its bytes
   */
  public record Part(String key, Content content) {}

  public Shipment {
    parts = List.copyOf(parts);
  }

  /** The key of the index. */
  public String indexKey() {
    return ObjectKeys.dataIndex(index.dataset());
  }

  /** The size of all parts in bytes. */
  public long bytes() {
    return parts.stream().mapToLong(part -> part.content().size()).sum();
  }
}
