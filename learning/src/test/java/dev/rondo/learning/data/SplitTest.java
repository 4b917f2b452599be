package dev.rondo.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.learning.TestData;
import dev.rondo.protocol.random.Draws;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SplitTest {

  private static final List<Split> SPLITS =
      List.of(
          new IidSplit(),
          new ShardSplit(1),
          new ShardSplit(2),
          new LabelSplit(1),
          new LabelSplit(3),
          new DirichletSplit(0.1),
          new DirichletSplit(9));

  @Property(tries = 60)
  void everyExampleIsDealtOutOnceAndEveryClientGetsSome(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int clients) {
    Dataset data = balanced(600, seed);
    for (Split split : SPLITS) {
      List<int[]> assigned = split.assign(data, clients, 0, new Draws(seed));
      int[] all = assigned.stream().flatMapToInt(Arrays::stream).sorted().toArray();
      assertThat(assigned).as("%s", split).hasSize(clients).noneMatch(own -> own.length == 0);
      assertThat(all).as("%s", split).doesNotHaveDuplicates();
      if (!(split instanceof LabelSplit)) {
        assertThat(all).as("%s", split).isEqualTo(IntStream.range(0, 600).toArray());
      }
    }
  }

  @Property(tries = 60)
  void examplesPerClientAreHonoured(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 18) int examples) {
    Dataset data = balanced(600, seed);
    for (Split split : SPLITS) {
      List<int[]> assigned = split.assign(data, 20, examples, new Draws(seed));
      int[] all = assigned.stream().flatMapToInt(Arrays::stream).toArray();
      assertThat(assigned).as("%s", split).allMatch(own -> own.length == examples);
      assertThat(all).as("%s", split).doesNotHaveDuplicates();
    }
  }

  @Property(tries = 30)
  void aSeedMeansTheSameSplitAndAnotherSeedAnother(@ForAll long seed) {
    Dataset data = balanced(600, 5);
    for (Split split : SPLITS) {
      List<int[]> once = split.assign(data, 10, 0, new Draws(seed));
      List<int[]> again = split.assign(data, 10, 0, new Draws(seed));
      List<int[]> other = split.assign(data, 10, 0, new Draws(seed + 1));
      assertThat(again).as("%s", split).usingElementComparator(Arrays::compare).isEqualTo(once);
      assertThat(other).as("%s", split).usingElementComparator(Arrays::compare).isNotEqualTo(once);
    }
  }

  @Example
  void mcMahansShardsAreOf300ImagesAndGiveMostClientsTwoLabels() {
    Dataset mnist = TestData.mnist().train();
    List<int[]> assigned = new ShardSplit(2).assign(mnist, 100, 0, new Draws(1));
    assertThat(assigned).allMatch(own -> own.length == 600);
    long atMostTwo = assigned.stream().filter(own -> labels(mnist, own) <= 2).count();
    assertThat(assigned).allMatch(own -> labels(mnist, own) <= 4);
    assertThat(atMostTwo).isGreaterThan(75);
  }

  @Property(tries = 40)
  void labelsGivesExactlySoManyLabelsToEachClient(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 10) int perClient,
      @ForAll @IntRange(min = 0, max = 20) int examples) {
    Dataset data = balanced(1000, seed);
    int wanted = examples < perClient ? 0 : examples;
    List<int[]> assigned = new LabelSplit(perClient).assign(data, 15, wanted, new Draws(seed));
    assertThat(assigned).allMatch(own -> labels(data, own) == perClient);
  }

  @Property(tries = 20)
  void labelsAreHandedOutEvenly(@ForAll long seed) {
    Dataset data = balanced(1000, seed);
    List<int[]> assigned = new LabelSplit(2).assign(data, 50, 0, new Draws(seed));
    int[] holders = new int[10];
    assigned.forEach(
        own -> Arrays.stream(own).map(data::label).distinct().forEach(l -> holders[l]++));
    assertThat(holders).containsOnly(10);
    assertThat(assigned).allMatch(own -> own.length == 20);
  }

  @Example
  void aSmallAlphaIsMoreUnevenThanALargeOne() {
    Dataset data = balanced(5000, 1);
    assertThat(meanLabels(data, 0.05, 0)).isLessThan(4);
    assertThat(meanLabels(data, 100, 0)).isGreaterThan(9);
    assertThat(meanLabels(data, 0.05, 100)).isLessThan(4);
    assertThat(meanLabels(data, 100, 100)).isGreaterThan(9);
  }

  @Example
  void anAlphaSoSmallThatGammasUnderflowStillDealsOutEverything() {
    Dataset data = balanced(500, 1);
    List<int[]> assigned = new DirichletSplit(0.0001).assign(data, 10, 0, new Draws(3));
    assertThat(assigned.stream().mapToInt(own -> own.length).sum()).isEqualTo(500);
  }

  @Example
  void tooFewExamplesAreRefusedWithTheNumbers() {
    Dataset data = balanced(100, 1);
    for (Split split : SPLITS) {
      assertThatThrownBy(() -> split.assign(data, 10, 11, new Draws(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "10 clients with 11 examples each need 110 examples, there are 100");
    }
    assertThatThrownBy(() -> new ShardSplit(20).assign(data, 10, 0, new Draws(1)))
        .hasMessageContaining("10 clients with 20 slices each need 200 examples");
    assertThatThrownBy(() -> new LabelSplit(11).assign(data, 1, 0, new Draws(1)))
        .hasMessageContaining("needs 11 different labels, but the data has 10");
    assertThatThrownBy(() -> new LabelSplit(3).assign(data, 10, 2, new Draws(1)))
        .hasMessageContaining("3 labels need at least as many examples");
    Dataset skewed = TestData.labelled(new int[] {0, 0, 0, 0, 0, 0, 0, 1}, 2);
    assertThatThrownBy(() -> new LabelSplit(1).assign(skewed, 4, 2, new Draws(1)))
        .hasMessageContaining("label 1 has 1 examples");
  }

  @Example
  void aParameterThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new ShardSplit(0)).hasMessageContaining("at least 1 slice");
    assertThatThrownBy(() -> new LabelSplit(-1)).hasMessageContaining("at least 1 label");
    for (double alpha : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new DirichletSplit(alpha)).hasMessageContaining("above 0");
    }
  }

  private static double meanLabels(Dataset data, double alpha, int examples) {
    return new DirichletSplit(alpha)
        .assign(data, 20, examples, new Draws(7)).stream()
            .mapToLong(own -> labels(data, own))
            .average()
            .orElseThrow();
  }

  private static long labels(Dataset data, int[] own) {
    return Arrays.stream(own).map(data::label).distinct().count();
  }

  /** Ten labels, each as often, in random order. */
  private static Dataset balanced(int size, long seed) {
    int[] labels = IntStream.range(0, size).map(i -> i % 10).toArray();
    SplitSupport.shuffle(labels, new SplittableRandom(seed));
    return TestData.labelled(labels, 10);
  }
}
