package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.round.Plan;
import dev.rondo.rounds.update.Placement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A client whose update counts in the new version.
 *
 * @param client its id
 * @param seat the seat that its update belongs to; one update counts for a seat
 * @param etag tag of the object that was validated
 * @param weight weight of the update in the mean
 * @param examples number of its examples: as it reports, but no more than the data shard has that
 *     it leases
 * @param trainLoss its mean training loss; empty if it does not tell
 * @param clip factor that scales its numbers to the norm that clips; usually 1
 * @param placement where its numbers are in the file; empty if they are already in a sum
 * @param masked SHA-256 of its masked vector, in hexadecimal; empty if its update is not masked
 */
public record Contributor(
    String client,
    int seat,
    String etag,
    double weight,
    long examples,
    OptionalDouble trainLoss,
    double clip,
    Optional<Placement> placement,
    Optional<String> masked) {

  /** A contributor with a known loss. */
  public Contributor(
      String client,
      int seat,
      String etag,
      double weight,
      long examples,
      double trainLoss,
      double clip,
      Optional<Placement> placement) {
    this(
        client,
        seat,
        etag,
        weight,
        examples,
        OptionalDouble.of(trainLoss),
        clip,
        placement,
        Optional.empty());
  }

  /** The factor that scales its numbers of a role. */
  public double clip(Role role) {
    return role == Role.MEAN ? clip : 1;
  }

  /** The weight of its numbers of a role in the sum. */
  public double weight(Role role) {
    return weight * clip(role);
  }

  /** The order of tensors in its file; empty if that is the layout's, or if it has no placement. */
  List<Integer> order() {
    return placement.map(Placement::order).orElse(List.of());
  }

  /** The same contributor with another order of tensors in its file, if it has a placement. */
  Contributor inOrder(List<Integer> order) {
    return new Contributor(
        client,
        seat,
        etag,
        weight,
        examples,
        trainLoss,
        clip,
        placement.map(place -> place.withOrder(order)),
        masked);
  }

  /** The same contributor as part of a sum, where the placement is not needed. */
  public Contributor inSum() {
    return new Contributor(
        client, seat, etag, weight, examples, trainLoss, clip, Optional.empty(), masked);
  }

  /** The same contributor with the weight that a plan gives its examples. */
  public Contributor weighed(Plan plan) {
    return counting(plan, examples);
  }

  /** The same contributor with another number of examples, and the weight that they have. */
  Contributor counting(Plan plan, long number) {
    return new Contributor(
        client, seat, etag, plan.weight(number), number, trainLoss, clip, placement, masked);
  }
}
