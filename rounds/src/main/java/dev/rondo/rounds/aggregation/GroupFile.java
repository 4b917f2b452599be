package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The sums of a decision's groups in the store: an F64 sum with the seats of its contributors in
 * the metadata. The decision has the contributors themselves: a group can have all clients of the
 * largest round, and their ids would not fit into a header. A digest of their ids and ETags shows
 * that the decision is the one that the group was folded by.
 */
public final class GroupFile {

  private static final String SEATS = "seats";
  private static final String DIGEST = "digest";

  private final Plan plan;
  private final SumFile file;
  private final Map<Integer, Contributor> bySeat = new HashMap<>();

  /**
   * @param decision that the groups are of
   * @param blocks in which sums are read
   */
  public GroupFile(ObjectStore store, Plan plan, Decision decision, Blocks blocks) {
    this.plan = plan;
    this.file = new SumFile(store, plan, "group", blocks.ofSum());
    decision.contributors().forEach(contributor -> bySeat.put(contributor.seat(), contributor));
  }

  /** Whether all contributors of a sum are in the decision, each with the same update. */
  public boolean hasAll(PartialAggregate sum) {
    return sum.contributors().stream()
        .allMatch(contributor -> Objects.equals(contributor, bySeat.get(contributor.seat())));
  }

  /** Stores the sum of a group under its number. */
  public void write(int number, PartialAggregate sum) {
    Collection<Contributor> contributors = sum.contributors();
    List<Integer> seats = contributors.stream().map(Contributor::seat).toList();
    file.write(
        key(number),
        Map.of(SEATS, Json.text(seats), DIGEST, SumFile.digest(contributors)),
        sum.sum());
  }

  /**
   * Adds the sum of a group to a running sum, block by block.
   *
   * @throws IllegalStateException when it has no sum, or one that is not what we write or not of
   *     this decision
   * @throws OverlapException when a client of it is in the running sum
   */
  public void addTo(PartialAggregate sum, int number) {
    file.addTo(sum, key(number), metadata -> contributors(metadata, number));
  }

  private List<Contributor> contributors(Map<String, String> metadata, int number) {
    byte[] json = SumFile.text(metadata, SEATS).getBytes(StandardCharsets.UTF_8);
    List<Contributor> contributors = new ArrayList<>();
    for (int seat : Json.parse(json, int[].class, key(number))) {
      Contributor contributor = bySeat.get(seat);
      if (contributor == null) {
        throw differs(number);
      }
      contributors.add(contributor);
    }
    if (!SumFile.digest(contributors).equals(SumFile.text(metadata, DIGEST))) {
      throw differs(number);
    }
    return contributors;
  }

  private IllegalStateException differs(int number) {
    return new IllegalStateException(
        "The sum of group %s differs from the decision of round %s of job %s"
            .formatted(number, plan.round(), plan.job()));
  }

  private String key(int number) {
    return ObjectKeys.groupSum(plan.job(), plan.round(), number);
  }
}
