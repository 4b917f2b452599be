package dev.rondo.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.benchmarks.scale.Fleet;
import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.RealRound;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;
import dev.rondo.rounds.scale.AggregationModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scale simulator counts the same requests as real rounds. */
class FleetRequestsTest {

  @ParameterizedTest
  @CsvSource({"10, 10", "100, 10", "100, 20", "100, 1"})
  void theRequestsOfAFleetAreThoseOfARealRound(int clients, int batch) {
    Fleet fleet = new Fleet(clients, 3, 0, batch, 10);
    RoundShape even = new RoundShape(clients, clients / batch, 3, 0, false);
    RoundShape shape =
        even.inGroups(
            AggregationModel.standard().groups(3, clients, even.partials(), even.singles()));
    RealRound done = new RealRound(shape);
    done.run();
    Requests counted = Requests.NONE;
    for (Caller part : Caller.values()) {
      counted = counted.plus(done.requests(part));
      if (part.isFunction()) {
        counted =
            counted.plus(RoundRequests.ofHandlers(part, RoundRequests.invocations(part, shape)));
      }
    }

    assertThat(fleet.requests()).isEqualTo(counted);
  }
}
