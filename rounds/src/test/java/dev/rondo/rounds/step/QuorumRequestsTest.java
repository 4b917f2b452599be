package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.cost.CountingStore;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.testing.TestJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docs/scale.md on the requests that count a quorum. */
class QuorumRequestsTest {

  private static final long SEED = 7;

  @ParameterizedTest
  @CsvSource({
    "1000, 1, random",
    "10000, 1, random",
    "10000, 20, random",
    "100000, 1, random",
    "100000, 1, by seat",
    "100000, 20, random"
  })
  void theTableOfTheDocsIsCounted(int seats, int batch, String order) throws IOException {
    Requests counted = counted(seats, batch, order.equals("random"));
    Prices prices = Prices.usEast1();
    double dollars =
        prices.s3Put() * (counted.puts() + counted.lists()) + prices.s3Get() * counted.gets();

    String row = String.format(Locale.ROOT, "| %,d | %d | %s | ", seats, batch, order);

    assertThat(rowsOfTheDocs(row))
        .containsExactly(
            String.format(
                Locale.ROOT,
                "%s%,d | %,d | %,d | $%.3f |",
                row,
                counted.puts(),
                counted.gets(),
                counted.lists(),
                dollars));
  }

  private static List<String> rowsOfTheDocs(String start) throws IOException {
    Path page = Path.of(System.getProperty("rondo.home", ".."), "docs", "scale.md");
    return Files.readAllLines(page).stream().filter(line -> line.startsWith(start)).toList();
  }

  /** Of a round whose last update completes the quorum. */
  private static Requests counted(int seats, int batch, boolean shuffled) {
    Plan plan = plan(seats);
    MemoryStore memory = new MemoryStore();
    CountingStore store = new CountingStore(memory);
    List<Integer> order = new ArrayList<>(IntStream.range(0, seats).boxed().toList());
    if (shuffled) {
      Collections.shuffle(order, new Random(SEED));
    }
    boolean reached = false;
    for (int from = 0; from < seats; from += batch) {
      assertThat(reached).isFalse();
      List<Integer> mine = order.subList(from, Math.min(seats, from + batch));
      for (int seat : mine) {
        memory.putIfAbsent(
            ObjectKeys.verdict(TestJob.ID, plan.round(), seat), Content.of(new byte[0]));
      }
      reached = new SeatCount(store, plan, SeatCount.DIGITS).isQuorumWith(mine);
    }
    assertThat(reached).isTrue();
    return store.take(0);
  }

  private static Plan plan(int seats) {
    String all = Integer.toString(seats);
    TestJob job = TestJob.created("clients", all, "fraction", "1", "quorum", all, "minimum", "1");
    job.open(1);
    return job.plan(1);
  }
}
