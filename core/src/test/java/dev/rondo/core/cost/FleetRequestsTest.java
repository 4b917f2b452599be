package dev.rondo.core.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.core.scale.Fleet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulator of scale counts what rounds that are really played ask for. */
class FleetRequestsTest {

  @ParameterizedTest
  @CsvSource({"10, 10", "100, 10", "100, 20", "100, 1"})
  void theRequestsOfAFleetAreThoseOfAPlayedRound(int clients, int batch) {
    Fleet fleet = new Fleet(clients, 3, 0, batch, 10);
    RoundShape shape = new RoundShape(clients, clients / batch, 3, 0, false);
    PlayedRound played = new PlayedRound(shape);
    played.play();
    Requests counted = Requests.NONE;
    for (Part part : Part.values()) {
      counted = counted.plus(played.requests(part));
      if (part.isFunction() && RoundRequests.invocations(part, shape) > 0) {
        counted = counted.plus(RoundRequests.ofHandler(part));
      }
    }

    assertThat(fleet.requests()).isEqualTo(counted);
  }
}
