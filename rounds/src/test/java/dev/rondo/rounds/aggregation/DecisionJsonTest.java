package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.scale.DocumentSizes;
import dev.rondo.rounds.update.Placement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecisionJsonTest {

  private static Contributor contributor(int number, List<Integer> order) {
    return contributor("c" + number, number, order);
  }

  private static Contributor contributor(String client, int seat, List<Integer> order) {
    return new Contributor(client, seat, "e", 1, 1, 0.5, 1, Optional.of(new Placement(88, order)));
  }

  private static List<Integer> shuffled(int tensors, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, tensors).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  private static Decision read(byte[] json) {
    return Json.parse(json, Decision.class, "The decision");
  }

  @Test
  void anOrderOfTensorsStandsOnceAndNamesItsContributors() {
    Decision decision =
        Decision.of(
            List.of(
                contributor(0, List.of(1, 0)),
                contributor(1, List.of()),
                contributor(2, List.of(1, 0))),
            MetricSums.none());
    String json =
        """
        {"contributors":[
        {"client":"c0","seat":0,"etag":"e","weight":1.0,"examples":1,"train_loss":0.5,"clip":1.0,
        "placement":{"data_offset":88,"order":[]},"masked":null},
        {"client":"c1","seat":1,"etag":"e","weight":1.0,"examples":1,"train_loss":0.5,"clip":1.0,
        "placement":{"data_offset":88,"order":[]},"masked":null},
        {"client":"c2","seat":2,"etag":"e","weight":1.0,"examples":1,"train_loss":0.5,"clip":1.0,
        "placement":{"data_offset":88,"order":[]},"masked":null}],
        "orders":[{"order":[1,0],"contributors":[0,2]}],
        "partials":[],"updates":["c0","c1","c2"],"groups":0,"max_examples":null,
        "measured":{"clients":0,"examples":0,"metrics":{}},"abandoned":null}\
        """
            .replace("\n", "");

    assertThat(Json.text(decision)).isEqualTo(json);
    Decision read = read(json.getBytes(StandardCharsets.UTF_8));
    assertThat(read).isEqualTo(decision);
    assertThat(read.contributors().get(0).placement().orElseThrow().order())
        .as("one list in memory, too")
        .isSameAs(read.contributors().get(2).placement().orElseThrow().order());
  }

  @Test
  void elevenThousandClientsWithOneOrderOfManyTensorsAreASmallDocument() {
    List<Integer> sortedByName = shuffled(1_500, 1);
    Decision decision =
        Decision.of(
            IntStream.range(0, 11_000).mapToObj(n -> contributor(n, sortedByName)).toList(),
            MetricSums.none());
    byte[] json = Json.bytes(decision);

    assertThat(json.length).isLessThan(3_000_000);
    assertThat(read(json)).isEqualTo(decision);
  }

  @Test
  void anOrderOfAContributorThatDoesNotExistIsAnError() {
    for (String index : List.of("1", "-1")) {
      byte[] json =
          """
            {"contributors":[{"client":"c0","seat":0,"etag":"e","weight":1.0,"examples":1,
            "train_loss":0.5,"clip":1.0,"placement":null,"masked":null}],
            "orders":[{"order":[1,0],"contributors":[%s]}],
            "partials":[],"updates":["c0"],"groups":0,"max_examples":null,
          "measured":{"clients":0,"examples":0,"metrics":{}},"abandoned":null}\
          """
              .formatted(index)
              .getBytes(StandardCharsets.UTF_8);

      assertThatThrownBy(() -> read(json))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("an order belongs to contributor " + index + " of 1");
    }
  }

  @Test
  void ordersThatMostContributorsShareAreKept() {
    List<Integer> common = shuffled(10, 1);
    List<Contributor> all = new ArrayList<>();
    IntStream.range(0, 20).forEach(n -> all.add(contributor(n, shuffled(10, 100 + n)))); // Hostile.
    all.add(contributor(20, common));
    all.add(contributor(21, List.of()));
    all.add(contributor(22, common));

    assertThat(TensorOrders.withRoom(all, 10))
        .extracting(Contributor::client)
        .containsExactly("c20", "c21", "c22");
    assertThat(TensorOrders.withRoom(all, 39))
        .extracting(Contributor::client)
        .containsExactly("c0", "c1", "c20", "c21", "c22");
    assertThat(TensorOrders.withRoom(all, 1_000)).isEqualTo(all);
  }

  /**
   * With the longest ids and numbers, it is as large as the model of the documents says at most.
   */
  @Test
  void aContributorTakesAsManyBytesAsTheModelCountsOn() {
    String etag = "0123456789abcdef0123456789abcdef-0123";
    Contributor longest =
        new Contributor(
            "x".repeat(193),
            99_999,
            etag,
            -Double.MIN_NORMAL,
            1_000_000_000,
            -Double.MIN_NORMAL,
            Double.MIN_NORMAL,
            Optional.of(new Placement(51_265_544, List.of(1, 0))));
    byte[] one = Json.bytes(Decision.of(List.of(longest), MetricSums.none()));
    byte[] two = Json.bytes(Decision.of(List.of(longest, longest), MetricSums.none()));

    assertThat(two.length - one.length).isBetween(600, DocumentSizes.CONTRIBUTOR_BYTES);
  }
}
