package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Partial aggregates in the store: an F64 sum with its contributors in the metadata. Two of them
 * can contain the same update if SQS delivered it twice in different batches; the master never adds
 * up sums that share a client.
 */
public final class PartialFile {

  private static final String CONTRIBUTORS = "contributors";
  private static final String MEASURED = "measured";

  private final Plan plan;
  private final SumFile file;

  /**
   * @param blocks in which sums are read
   */
  public PartialFile(ObjectStore store, Plan plan, Blocks blocks) {
    this.plan = plan;
    this.file = new SumFile(store, plan, "partial", blocks.ofSum());
  }

  /**
   * What the metadata of a partial aggregate say.
   *
   * @param contributors whose updates it contains
   * @param measured the sums of what these clients measured
   */
  public record Summary(List<Contributor> contributors, MetricSums measured) {

    public Summary {
      contributors = List.copyOf(contributors);
    }
  }

  /**
   * Stores a sum under a name derived from its contents, so that a repeated fold finds it.
   *
   * @param measured the sums of what its contributors measured
   */
  public void write(PartialAggregate partial, MetricSums measured) {
    Collection<Contributor> contributors = partial.contributors();
    String key =
        ObjectKeys.partial(
            plan.job(), plan.round(), contributors.size(), SumFile.digest(contributors));
    Map<String, String> metadata = new HashMap<>();
    metadata.put(CONTRIBUTORS, Json.text(contributors));
    if (measured.clients() > 0) {
      metadata.put(MEASURED, Json.text(measured));
    }
    file.write(key, metadata, partial.sum());
  }

  /**
   * What the metadata of the partial aggregate at this key say.
   *
   * @throws IllegalStateException when there is none, or it is not what we write
   */
  public Summary summary(String key) {
    return file.metadata(
        key, metadata -> new Summary(contributors(metadata, key), measured(metadata, key)));
  }

  private static MetricSums measured(Map<String, String> metadata, String key) {
    String json = metadata.get(MEASURED);
    return json == null ? MetricSums.none() : Json.parse(json, MetricSums.class, key);
  }

  /**
   * Adds the sum at this key to a running sum, block by block.
   *
   * @throws IllegalStateException when there is none, or it is not what we write
   * @throws OverlapException when a client of it is in the running sum
   */
  public void addTo(PartialAggregate sum, String key) {
    file.addTo(sum, key, metadata -> contributors(metadata, key));
  }

  private static List<Contributor> contributors(Map<String, String> metadata, String key) {
    byte[] json = SumFile.text(metadata, CONTRIBUTORS).getBytes(StandardCharsets.UTF_8);
    Contributor[] list = Json.parse(json, Contributor[].class, key);
    if (Arrays.stream(list).anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("its list of contributors contains null");
    }
    return List.of(list);
  }
}
