package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.update.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A whole fold, of updates that lie in the store in every way that is allowed. */
class FoldPropertyTest {

  private static final SeatTree SEATS = new SeatTree(Collections.nCopies(99, "00ff"));

  private static final TensorSpec W = TensorSpec.of("w", 3, 1000);
  private static final TensorSpec B = TensorSpec.of("b", 37);
  private static final TensorSpec E = TensorSpec.of("e", 2048);
  private static final ModelLayout LAYOUT = ModelLayout.of(W, B, E);

  private static Plan plan(double clip) {
    return new Plan(
        "job",
        1,
        0,
        "base",
        "custom",
        "none",
        LAYOUT,
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(1),
        99,
        99,
        1,
        AggregationRule.WEIGHTED,
        TrainingSettings.sgd(1, 1, 1),
        TrainerConfig.NONE,
        Encoding.F32,
        0,
        clip,
        Admission.open(),
        0,
        0,
        false,
        RoundTask.TRAIN,
        false,
        Optional.empty(),
        Optional.empty(),
        SEATS.root());
  }

  /** A fold in which the examples count that updates report. */
  private static Fold reported(ObjectStore store, Plan plan, int threads) {
    return new Fold(store, plan, threads, Blocks.standard(), CountedExamples.asReported());
  }

  /** What was uploaded: all the updates, and what the sum of the good ones is to be. */
  private static final class Given {

    final MemoryStore store = new MemoryStore();
    final List<UpdateKey> updates = new ArrayList<>();
    final List<UpdateKey> good = new ArrayList<>();
    final double[] expected = new double[LAYOUT.parameterCount()];
    private final Random random;

    Given(long seed, int clients, int badInTen) {
      random = new Random(seed);
      for (int client = 0; client < clients; client++) {
        add("c%03d".formatted(client), random.nextInt(10) < badInTen);
      }
    }

    private void add(String client, boolean bad) {
      float[] delta = new float[LAYOUT.parameterCount()];
      for (int i = 0; i < delta.length; i++) {
        delta[i] = (float) random.nextGaussian();
      }
      long examples = 1L + random.nextInt(1_000_000);
      UpdateKey key = new UpdateKey("job", 1, client);
      updates.add(key);
      if (random.nextInt(20) == 0) {
        return; // It is not there.
      }
      if (bad) {
        delta[random.nextInt(delta.length)] = random.nextBoolean() ? Float.NaN : 1 / 0f;
      } else {
        good.add(key);
        for (int i = 0; i < delta.length; i++) {
          double product = examples * (double) delta[i];
          expected[i] += product;
        }
      }
      store.put(
          key.key(),
          file(SEATS.nonce(updates.size() - 1), delta, examples, random.nextInt(4) == 0));
    }

    private static Content file(String nonce, float[] delta, long examples, boolean reordered) {
      ClientUpdate update = new ClientUpdate("job", 1, 0, nonce, examples, 0.5);
      if (!reordered) {
        return update.toFile(LAYOUT, delta);
      }
      float[] other = new float[delta.length];
      System.arraycopy(delta, W.size(), other, 0, B.size() + E.size());
      System.arraycopy(delta, 0, other, B.size() + E.size(), W.size());
      return update.toFile(ModelLayout.of(B, E, W), other);
    }

    Fold.Folded fold(int threads, UnaryOperator<List<Checked>> verdicts) {
      return new Fold(
              store, plan(0), threads, Blocks.standard(), CountedExamples.asReported(), verdicts)
          .fold(List.of(), updates);
    }
  }

  /** A batch that takes too long: the rest is delivered again. */
  @Property(tries = 60)
  void whenTimeIsUpTheSumIsThatOfTheUpdatesThatWereReadAndTheOthersAreNamed(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int threads,
      @ForAll @IntRange(min = 0, max = 6) int looks,
      @ForAll boolean clips) {
    Given given = new Given(seed, 40, 1);
    Plan plan = plan(clips ? 5 : 0);
    AtomicInteger looked = new AtomicInteger();

    Fold.Folded folded =
        new Fold(
                given.store,
                plan,
                threads,
                Blocks.standard(),
                CountedExamples.asReported(),
                UnaryOperator.identity(),
                () -> looked.incrementAndGet() > looks)
            .fold(List.of(), given.updates);

    assertThat(Collections.disjoint(folded.updates(), folded.unread())).isTrue();
    List<UpdateKey> read = new ArrayList<>(given.updates);
    read.removeAll(folded.unread());
    Fold.Folded again =
        new Fold(given.store, plan, 1, Blocks.standard(), CountedExamples.asReported())
            .fold(List.of(), read);
    assertThat(folded.updates()).isEqualTo(again.updates());
    assertThat(folded.sum().sum()).isEqualTo(again.sum().sum());
    assertThat(folded.unread()).hasSizeLessThan(given.updates.size());
  }

  @Property(tries = 60)
  void anyNumberOfThreadsGivesTheBitsOfThePlainSumInTheOrderOfTheUpdates(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int clients,
      @ForAll @IntRange(max = 2) int badInTen,
      @ForAll @IntRange(min = 1, max = 4) int threads) {
    Given given = new Given(seed, clients, badInTen);

    Queue<Checked> validated = new ConcurrentLinkedQueue<>();

    Fold.Folded folded =
        given.fold(
            threads,
            checked -> {
              validated.addAll(checked);
              return checked;
            });

    assertThat(folded.sum().sum()).isEqualTo(given.expected);
    assertThat(folded.updates()).isEqualTo(given.good);
    assertThat(validated).extracting(Checked::key).containsAll(given.good);
    assertThat(validated)
        .filteredOn(Checked.Rejected.class::isInstance)
        .allMatch(c -> ((Checked.Rejected) c).rejection().reason() == Rejection.Reason.NOT_FINITE);
    assertThat(folded.sum().contributors()).hasSize(given.good.size());
  }

  /** Duplicates of a seat: their numbers are in the sum when the verdict is known. */
  @Property(tries = 40)
  void whatTheVerdictRejectsIsNotInTheSum(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int clients,
      @ForAll @IntRange(min = 1, max = 4) int threads) {
    Given given = new Given(seed, clients, 1);
    Set<UpdateKey> refused = new HashSet<>();
    for (int i = 0; i < given.good.size(); i += 3) {
      refused.add(given.good.get(i));
    }
    List<UpdateKey> left = given.good.stream().filter(key -> !refused.contains(key)).toList();

    Fold.Folded folded =
        given.fold(threads, checked -> checked.stream().map(c -> refuse(c, refused)).toList());

    assertThat(folded.updates()).isEqualTo(left);
    assertThat(folded.sum().sum())
        .isEqualTo(reported(given.store, plan(0), 1).fold(List.of(), left).sum().sum());
  }

  /** The numbers are in the sum, with the wrong weight, when the earlier verdict is known. */
  @Property(tries = 40)
  void anUpdateWithAnEarlierVerdictHasItsWeight(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int clients,
      @ForAll boolean clips,
      @ForAll @IntRange(min = 1, max = 4) int threads) {
    Given given = new Given(seed, clients, 1);
    Plan plan = plan(clips ? 5 : 0);

    Fold.Folded folded =
        new Fold(
                given.store,
                plan,
                threads,
                Blocks.standard(),
                CountedExamples.asReported(),
                checked -> checked.stream().map(c -> asBefore(c, plan)).toList())
            .fold(List.of(), given.updates);

    Fold.Folded alone =
        new Fold(
                given.store,
                plan,
                1,
                Blocks.standard(),
                (client, update) -> before(client, update.examples()))
            .fold(List.of(), given.good);
    assertThat(folded.sum().sum()).isEqualTo(alone.sum().sum());
    assertThat(List.copyOf(folded.sum().contributors()))
        .isEqualTo(List.copyOf(alone.sum().contributors()));
    assertThat(folded.updates()).isEqualTo(given.good);
  }

  private static Checked asBefore(Checked checked, Plan plan) {
    if (!(checked instanceof Checked.Valid valid)) {
      return checked;
    }
    Contributor now = valid.contributor();
    long examples = before(now.client(), now.examples());
    return new Checked.Valid(valid.key(), now.counting(plan, examples), Optional.empty());
  }

  /** Of every third client no more than a thousand examples count. */
  private static long before(String client, long examples) {
    return Integer.parseInt(client.substring(1)) % 3 == 0 ? Math.min(1000, examples) : examples;
  }

  private static Checked refuse(Checked checked, Set<UpdateKey> refused) {
    return refused.contains(checked.key())
        ? new Checked.Rejected(
            checked.key(), new Rejection(Rejection.Reason.DUPLICATE_SEAT, "of a test"))
        : checked;
  }

  @Property(tries = 20)
  void whereNormsClipTheNumberOfThreadsChangesNothingEither(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int threads) {
    Given given = new Given(seed, 12, 1);

    Fold.Folded one = reported(given.store, plan(5), 1).fold(List.of(), given.updates);
    Fold.Folded many = reported(given.store, plan(5), threads).fold(List.of(), given.updates);

    assertThat(many.sum().sum()).isEqualTo(one.sum().sum());
    assertThat(many.updates()).isEqualTo(given.good);
    assertThat(many.sum().contributors()).allMatch(contributor -> contributor.clip() < 1);
  }

  @Property(tries = 20)
  void aReadThatFailsEndsTheFold(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int threads) {
    Given given = new Given(seed, 30, 0);
    UpdateKey broken = given.good.get(given.good.size() / 2);
    ObjectStore store =
        new ForwardingStore(given.store) {
          @Override
          public Optional<StoredObject> get(String key) {
            Optional<StoredObject> found = super.get(key);
            return key.equals(broken.key()) ? found.map(FoldPropertyTest::torn) : found;
          }
        };

    assertThatThrownBy(() -> reported(store, plan(0), threads).fold(List.of(), given.good))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(broken.key());
  }

  private static StoredObject torn(StoredObject object) {
    InputStream body = object.body();
    return new StoredObject(
        object.info(),
        new InputStream() {
          private int left = 9000;

          @Override
          public int read() throws IOException {
            if (left == 0) {
              throw new IOException("torn");
            }
            left--;
            return body.read();
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
              throw new IOException("torn");
            }
            int count = body.read(target, offset, Math.min(length, left));
            left -= Math.max(0, count);
            return count;
          }
        });
  }

  @Example
  void aFoldWithoutAThreadIsRefused() {
    assertThatThrownBy(() -> reported(new MemoryStore(), plan(0), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
