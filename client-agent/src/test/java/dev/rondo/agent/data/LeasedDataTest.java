package dev.rondo.agent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.agent.cache.FileCache;
import dev.rondo.agent.data.ExampleFiles.ExampleFile;
import dev.rondo.learning.data.BadDataException;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.DataShardLeases;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.testing.TestJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasedDataTest {

  private static final Duration LEASE = Duration.ofMinutes(10);

  @TempDir Path folder;

  private final MemoryStore store = new MemoryStore();
  private final Plan plan = planOfARound();
  private Instant now = TestJob.START;
  private boolean down;

  private static Plan planOfARound() {
    TestJob job = TestJob.created();
    job.open(1);
    return job.plan(1);
  }

  @BeforeEach
  void push() throws IOException {
    push("mnist", 3, 1);
  }

  private void push(String dataset, int dataShards, int value) throws IOException {
    Files.createDirectories(folder.resolve("csv"));
    Files.writeString(folder.resolve("csv/train.csv"), "label,x\n0,%d\n1,2\n".formatted(value));
    Files.writeString(folder.resolve("csv/test.csv"), "label,x\n1,3\n");
    Dataset examples = DataSets.load(folder.resolve("csv").toString(), folder).train();
    List<DataIndex.DataShard> names = new ArrayList<>();
    for (int i = 0; i < dataShards; i++) {
      String name = "shard-%05d".formatted(i);
      store.put(
          ObjectKeys.dataShard(dataset, name), DataShardFile.content(dataset, name, examples));
      names.add(new DataIndex.DataShard(name, 2));
    }
    store.put(
        ObjectKeys.dataIndex(dataset),
        Content.of(Json.bytes(new DataIndex(dataset, List.of(1), 2, names))));
  }

  private LeasedData data(String client, ObjectStore other, long maxBytes) throws IOException {
    Path mine = Files.createDirectories(folder.resolve(client));
    return new LeasedData(
        other,
        new DataShardLeases(other, () -> now, client, LEASE, Duration.ofMinutes(1)),
        new FileCache(mine.resolve("files"), 1_000_000, () -> now),
        () -> now,
        mine,
        maxBytes);
  }

  private LeasedData data(String client) throws IOException {
    ObjectStore faulty = new FaultyStore(store, call -> down, FaultyStore.Moment.BEFORE);
    return data(client, faulty, 1_000_000);
  }

  private static float first(TrainingData data) {
    float[] features = new float[1];
    data.examples().features(0, features, 0);
    return features[0];
  }

  private List<Lease> leases() {
    return store.list("leases/").stream()
        .map(info -> new Documents(store).require(info.key(), Lease.class))
        .toList();
  }

  @Test
  void aDataShardIsLeasedOnceAndStaysInMemory() throws IOException {
    LeasedData data = data("a");

    TrainingData leased = data.load(plan, () -> {});

    assertThat(first(leased)).isEqualTo(1);
    assertThat(data.load(plan, () -> {}).examples()).isSameAs(leased.examples());
    assertThat(leases()).containsExactly(new Lease("a", now.plus(LEASE)));
  }

  @Test
  void aTrainerGetsTheFileOfTheLeasedDataShard() throws IOException {
    LeasedData data = data("a", store, 10);

    ExampleFile file = data.file(plan, () -> {});

    String key = ObjectKeys.dataShard("mnist", file.dataShard().orElseThrow());
    assertThat(file.path().orElseThrow()).hasBinaryContent(store.bytes(key)).isAbsolute();
    assertThat(data.file(plan, () -> {})).isEqualTo(file);
    assertThat(leases()).containsExactly(new Lease("a", now.plus(LEASE)));
  }

  @Test
  void aPlanWithoutADataSetGivesBackTheDataShardOfAnEarlierJob() throws IOException {
    LeasedData data = data("a");
    data.file(plan, () -> {});
    TestJob job = TestJob.created("dataset", "none");
    job.open(1);

    assertThat(data.file(job.plan(1), () -> {})).isEqualTo(ExampleFile.none());
    assertThat(leases()).containsExactly(new Lease("a", Lease.RELEASED));
  }

  @Test
  void theDataShardHasTheNameOfItsLease() throws IOException {
    LeasedData data = data("a");

    TrainingData leased = data.load(plan, () -> {});

    String name = leased.dataShard().orElseThrow();
    assertThat(store.keys("leases/")).containsExactly(ObjectKeys.lease("mnist", name));
    assertThat(data.load(plan, () -> {}).dataShard()).contains(name);
  }

  @Test
  void dataThatWerePushedAnewAreReadAnew() throws IOException {
    LeasedData data = data("a");
    data.load(plan, () -> {});

    push("mnist", 3, 7);

    assertThat(first(data.load(plan, () -> {}))).isEqualTo(7);
  }

  @Test
  void aLeaseIsRenewedWhenAThirdOfItHasPassed() throws IOException {
    LeasedData data = data("a");
    data.load(plan, () -> {});
    Lease first = leases().get(0);

    now = now.plusSeconds(199);
    assertThat(data.keep()).isTrue();
    assertThat(leases()).containsExactly(first);
    now = now.plusSeconds(1);
    assertThat(data.keep()).isTrue();
    assertThat(leases()).containsExactly(new Lease("a", now.plus(LEASE)));
  }

  @Test
  void aStoreThatDoesNotAnswerLosesTheDataShardOnlyWhenTheLeaseRunsOut() throws IOException {
    LeasedData data = data("a");
    data.load(plan, () -> {});
    down = true;

    now = now.plus(LEASE).minusSeconds(1);
    assertThat(data.keep()).isTrue();
    now = now.plusSeconds(1);
    assertThat(data.keep()).isFalse();
    down = false;
    assertThat(data.keep()).isTrue();
  }

  @Test
  void aClientThatLostItsDataShardTakesAnother() throws IOException {
    LeasedData data = data("a");
    data.load(plan, () -> {});
    String key = store.list("leases/").get(0).key();
    store.put(key, Content.of(Json.bytes(new Lease("b", now.plus(Duration.ofHours(1))))));
    now = now.plusSeconds(300);

    assertThat(data.keep()).isFalse();
    data.load(plan, () -> {});

    assertThat(leases()).extracting(Lease::client).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aNewProcessAsksForTheSameDataShard() throws IOException {
    data("a").load(plan, () -> {});
    String key = store.list("leases/").get(0).key();
    now = now.plus(Duration.ofDays(1));

    data("a").load(plan, () -> {});

    assertThat(store.list("leases/")).hasSize(1).allMatch(info -> info.key().equals(key));
  }

  @Test
  void anotherDataSetGivesTheDataShardBack() throws IOException {
    LeasedData data = data("a");
    data.load(plan, () -> {});
    push("other", 1, 5);
    Plan other = Json.fromTree(withDataset("other"), Plan.class);

    assertThat(first(data.load(other, () -> {}))).isEqualTo(5);
    assertThat(leases())
        .containsExactly(new Lease("a", Lease.RELEASED), new Lease("a", now.plus(LEASE)));
  }

  private JsonNode withDataset(String dataset) {
    return ((ObjectNode) Json.tree(plan)).put("dataset", dataset);
  }

  @Test
  void moreClientsThanDataShardsWait() throws IOException {
    for (String client : List.of("a", "b", "c")) {
      data(client).load(plan, () -> {});
    }

    assertThatThrownBy(() -> data("d").load(plan, () -> {}))
        .isInstanceOfSatisfying(
            NoDataShardException.class,
            e -> assertThat(e.until()).contains(now.plus(LEASE).plus(Duration.ofMinutes(1))));
  }

  @Test
  void aDataShardThatDoesNotFitIntoMemoryIsNamed() throws IOException {
    LeasedData data = data("a", store, 10);

    assertThatThrownBy(() -> data.load(plan, () -> {}))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("data/mnist/shard-")
        .hasMessageContaining("memory for 10");
  }

  @Test
  void aDataShardThatIsBrokenIsNamed() throws IOException {
    store.list("data/mnist/shard").forEach(i -> store.put(i.key(), Content.of(new byte[20])));

    assertThatThrownBy(() -> data("a").load(plan, () -> {}))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("data/mnist/shard-");
  }

  @Test
  void aDataShardThatIsGivenBackIsFree() throws IOException {
    LeasedData data = data("a");
    data.load(plan, () -> {});

    data.release();
    data.release();

    assertThat(leases()).containsExactly(new Lease("a", Lease.RELEASED));
  }

  @Test
  void aDataSetThatIsNoneOfTheBucketIsRefused() {
    Plan path = Json.fromTree(withDataset("/etc/passwd"), Plan.class);

    assertThatThrownBy(() -> data("a").load(path, () -> {}))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("/etc/passwd");
  }
}
