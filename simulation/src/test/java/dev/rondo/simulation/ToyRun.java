package dev.rondo.simulation;

import dev.rondo.rounds.optimizer.ServerMomentum;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.state.RoundResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A simulation that stops at a given moment and waits there to be killed. */
final class ToyRun {

  /** Where it may stop. */
  enum Moment {
    OPENED,
    TRAINING,
    UPDATE_ARRIVED,
    AGGREGATING,
    EVALUATING,
    CLOSED,
    NEVER
  }

  private final Moment moment;
  private final int count;
  private final AtomicInteger calls = new AtomicInteger();

  private ToyRun(Moment moment, int count) {
    this.moment = moment;
    this.count = count;
  }

  public static void main(String[] args) {
    ToyRun run = new ToyRun(Moment.valueOf(args[1]), Integer.parseInt(args[2]));
    run.simulation(Path.of(args[0])).build().run();
    System.out.println("ended");
  }

  static Simulation.Builder uninterrupted(Path out) {
    return new ToyRun(Moment.NEVER, 0).simulation(out);
  }

  private void at(Moment here) {
    if (here == moment && calls.incrementAndGet() == count) {
      System.out.println("stopped");
      try {
        while (System.in.read() >= 0) {
          // Until it is killed.
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Simulation.Builder simulation(Path out) {
    return Toy.simulation(out)
        .set("clients", 40)
        .set("rounds", 6)
        .set("over_selection", 1.3)
        .set("drop_out", 0.1)
        .set("stragglers", "0.2:10")
        .set("deadline_seconds", 150)
        .set("minimum", 1)
        .threads(2)
        .serverOptimizer(new StoppingOptimizer())
        .trainer(
            (base, data, settings, seed) -> {
              at(Moment.TRAINING);
              return Toy.train(base, data, settings, seed);
            })
        .evaluator(
            (parameters, test) -> {
              at(Moment.EVALUATING);
              return Toy.evaluate(parameters);
            })
        .listener(new StoppingListener());
  }

  /** Stops in the middle of the writing of a model or of a state. */
  private final class StoppingOptimizer implements ServerOptimizer {

    private final ServerOptimizer momentum = new ServerMomentum(1, 0.5);

    @Override
    public List<String> state() {
      return momentum.state();
    }

    @Override
    public void step(double[] parameters, double[] delta, double[][] state, int length) {
      at(Moment.AGGREGATING);
      momentum.step(parameters, delta, state, length);
    }
  }

  private final class StoppingListener implements SimulationListener {

    @Override
    public void roundOpened(int round) {
      at(Moment.OPENED);
    }

    @Override
    public void updateArrived(int round, int updates, int quorum) {
      at(Moment.UPDATE_ARRIVED);
    }

    @Override
    public void roundClosed(RoundResult result, double seconds) {
      System.out.println("closed " + result.round());
      at(Moment.CLOSED);
    }
  }
}
