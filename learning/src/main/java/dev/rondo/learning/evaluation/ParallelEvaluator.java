package dev.rondo.learning.evaluation;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.ExampleCheck;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.network.Network;
import dev.rondo.protocol.training.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Evaluates in chunks of fixed size, on as many threads as there are, and adds the chunks up in
 * their order.
 */
final class ParallelEvaluator implements Evaluator {

  private static final int CHUNK = 250;

  private final Model model;
  private final int threads;
  private final ThreadPoolExecutor executor;
  private final ThreadLocal<Network> networks;

  ParallelEvaluator(Model model, int threads) {
    this.model = model;
    this.threads = threads;
    this.networks = ThreadLocal.withInitial(model::newNetwork);
    this.executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "evaluation");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public Evaluation evaluate(float[] parameters, Dataset test) {
    model.checkFits(test);
    if (test.size() == 0) {
      throw new IllegalArgumentException("A model cannot be evaluated on no examples");
    }
    int chunks = (test.size() + CHUNK - 1) / CHUNK;
    Tally[] tallies = new Tally[chunks];
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> workers = new ArrayList<>();
    for (int worker = 0; worker < Math.min(threads, chunks); worker++) {
      workers.add(executor.submit(() -> work(parameters, test, tallies, next)));
    }
    workers.forEach(ParallelEvaluator::join);
    return sum(tallies, test.size());
  }

  private void work(float[] parameters, Dataset test, Tally[] tallies, AtomicInteger next) {
    Network network = networks.get();
    network.load(parameters);
    float[] features = new float[Math.multiplyExact(CHUNK, test.exampleSize())];
    float[] probabilities = new float[Math.multiplyExact(CHUNK, model.classes())];
    for (int chunk = next.getAndIncrement();
        chunk < tallies.length;
        chunk = next.getAndIncrement()) {
      int start = chunk * CHUNK;
      int count = Math.min(CHUNK, test.size() - start);
      for (int k = 0; k < count; k++) {
        test.features(start + k, features, k * test.exampleSize());
      }
      network.predict(features, count, probabilities);
      tallies[chunk] = tally(test, start, count, probabilities);
    }
  }

  private Tally tally(Dataset test, int start, int count, float[] probabilities) {
    int classes = model.classes();
    Tally tally = new Tally(classes);
    for (int k = 0; k < count; k++) {
      ExampleCheck.checkLabel(test, start + k, "test data");
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (probabilities[k * classes + c] > probabilities[k * classes + best]) {
          best = c;
        }
      }
      int label = test.label(start + k);
      double probability = Math.max(probabilities[k * classes + label], Float.MIN_VALUE);
      tally.loss -= StrictMath.log(probability);
      tally.examples[label]++;
      if (best == label) {
        tally.correct[label]++;
      }
    }
    return tally;
  }

  private Evaluation sum(Tally[] tallies, int size) {
    int classes = model.classes();
    Tally total = new Tally(classes);
    for (Tally tally : tallies) {
      total.loss += tally.loss;
      for (int c = 0; c < classes; c++) {
        total.examples[c] += tally.examples[c];
        total.correct[c] += tally.correct[c];
      }
    }
    List<Double> byClass =
        IntStream.range(0, classes)
            .mapToObj(c -> total.correct[c] / (double) total.examples[c])
            .toList();
    double accuracy = IntStream.of(total.correct).sum() / (double) size;
    return Evaluation.of(size, total.loss / size, accuracy, byClass);
  }

  private static void join(Future<?> worker) {
    try {
      worker.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while evaluating", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error; // Not the model's fault: it must not be recorded as a failed evaluation.
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static final class Tally {

    private double loss;
    private final int[] examples;
    private final int[] correct;

    Tally(int classes) {
      examples = new int[classes];
      correct = new int[classes];
    }
  }
}
