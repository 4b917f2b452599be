package dev.rondo.rounds.parts;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.ModelStep;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.ReadAhead.Step;
import dev.rondo.rounds.privacy.ReleaseNoise;
import dev.rondo.rounds.privacy.StateKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Folds one model part of every update and applies the server optimizer to it. It works in strides:
 * for each stride it reads the base model, the optimizer's state and all updates, in the
 * contributors' order, while the next reads are in flight. So it holds the result, one stride of
 * the sum, and the reads in flight, however many updates there are.
 *
 * <p>Each number is computed as for a whole model with the same updates in the same order, so it
 * has the same bits.
 */
final class PartFold {

  private final ObjectStore store;
  private final ModelLayout layout;
  private final ModelStep step;
  private final Reads reads;
  private final ModelPart part;
  private final List<Contributor> contributors;
  private final BaseVersion base;
  private final UpdateFiles updates;
  private final Combiner combiner;
  private final Optional<PartMasks> masks;
  private final NewPart outcome;
  private final double divisor;
  private final int block;

  /**
   * @param contributors whose updates, in this order
   * @param stateKeys where the optimizer's state continues from
   * @param noise of the release; empty without differential privacy
   * @param block numbers that the optimizer processes at a time
   */
  PartFold(
      ObjectStore store,
      Plan plan,
      ServerOptimizer optimizer,
      Reads reads,
      ModelPart part,
      List<Contributor> contributors,
      StateKeys stateKeys,
      Optional<ReleaseNoise> noise,
      int block) {
    this.store = store;
    this.layout = plan.layout();
    this.step = new ModelStep(layout, optimizer, noise);
    this.reads = reads;
    this.part = part;
    this.contributors = contributors;
    this.base = BaseVersion.open(store, plan, optimizer, stateKeys);
    this.updates = new UpdateFiles(plan);
    this.combiner = Combiner.of(plan, contributors, reads, part.length());
    this.masks = PartMasks.of(store, plan, part, contributors);
    this.divisor = plan.divisor(combiner.weight());
    this.outcome = NewPart.initial(part, optimizer);
    this.block = block;
  }

  NewPart fold() {
    // A stride of the state is F64, so it is read in two halves.
    int bufferBytes = Double.BYTES * half(combiner.most());
    int strides = (part.length() + combiner.most() - 1) / combiner.most();
    new ReadAhead(store, reads, bufferBytes)
        .run(IntStream.range(0, strides).boxed().flatMap(n -> stride(n).stream()).iterator());
    return outcome;
  }

  private static int half(int numbers) {
    return (numbers + 1) / 2;
  }

  private List<Step> stride(int number) {
    int at = number * combiner.most();
    int length = Math.min(combiner.most(), part.length() - at);
    int from = part.from() + at;
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step(
            base.parameters(from, from + length),
            bytes -> {
              Numbers.floats(bytes, outcome.parameters(), at, length);
              combiner.begin(length);
            }));
    for (int vector = 0; vector < outcome.state().size(); vector++) {
      if (base.hasState(vector)) {
        steps.add(state(vector, at, half(length)));
        if (length > 1) {
          steps.add(state(vector, at + half(length), length - half(length)));
        }
      }
    }
    List<Stretch> stretches = layout.stretchesFrom(part.from() + at, length);
    for (int update = 0; update < contributors.size(); update++) {
      steps.add(update(update, at, length, stretches));
    }
    masks.ifPresent(sums -> steps.add(unmask(sums, at, length)));
    return steps;
  }

  private Step state(int vector, int at, int length) {
    int from = part.from() + at;
    double[] target = outcome.state().get(vector);
    return new Step(
        base.state(vector, from, from + length),
        bytes -> Numbers.doubles(bytes, target, at, length));
  }

  private Step update(int update, int at, int length, List<Stretch> stretches) {
    int from = part.from() + at;
    return new Step(
        updates.range(contributors.get(update), from, from + length),
        bytes -> {
          combiner.add(update, bytes, stretches);
          if (update == contributors.size() - 1 && masks.isEmpty()) {
            move(combiner.finish(length), at, length);
          }
        });
  }

  private Step unmask(PartMasks sums, int at, int length) {
    return new Step(
        sums.range(at, length),
        bytes -> {
          double[] combined = combiner.finish(length);
          sums.unmask(bytes, combined, length);
          move(combined, at, length);
        });
  }

  /** Applies the server optimizer to one stride. */
  private void move(double[] combined, int at, int length) {
    int vectors = outcome.state().size();
    double[] parameters = new double[block];
    double[] delta = new double[block];
    double[][] state = new double[vectors][block];
    for (int done = 0; done < length; done += block) {
      int count = Math.min(block, length - done);
      int begin = at + done;
      for (int i = 0; i < count; i++) {
        parameters[i] = outcome.parameters()[begin + i];
      }
      System.arraycopy(combined, done, delta, 0, count);
      for (int v = 0; v < vectors; v++) {
        System.arraycopy(outcome.state().get(v), begin, state[v], 0, count);
      }
      step.step(part.from() + begin, parameters, delta, divisor, state, count);
      for (int i = 0; i < count; i++) {
        outcome.parameters()[begin + i] = ModelFile.rounded(parameters[i]);
      }
      for (int v = 0; v < vectors; v++) {
        System.arraycopy(state[v], 0, outcome.state().get(v), begin, count);
      }
    }
  }
}
