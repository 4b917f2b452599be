package dev.rondo.learning.training;

import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.IidSplit;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.TrainingSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Prints the processor time of an iteration, which other programs on the machine disturb less than
 * its duration: {@code java ... TrainingSpeed HOME MODEL [BATCH-SIZE] [SECONDS]}.
 */
final class TrainingSpeed {

  private TrainingSpeed() {}

  public static void main(String[] arguments) {
    long begin = System.nanoTime();
    TrainTest mnist = DataSets.load("mnist", Path.of(arguments[0]));
    int batchSize = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
    double seconds = arguments.length > 3 ? Double.parseDouble(arguments[3]) : 20;
    Model model = Models.named(arguments[1]);
    int[] own = new IidSplit().assign(mnist.train(), 100, 0, new Draws(1)).get(0);
    Dataset client = mnist.train().select(own);
    LocalTrainer trainer = Trainers.forModel(model);
    float[] parameters = model.initialize(1);
    TrainingSettings settings = TrainingSettings.sgd(1, batchSize, 0.1);
    System.out.printf("ready after %.2f s%n", (System.nanoTime() - begin) / 1e9);
    int iterations = (client.size() + batchSize - 1) / batchSize;
    ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
    double[] times = new double[10_000];
    int runs = 0;
    for (; runs < times.length && (System.nanoTime() - begin) / 1e9 < seconds; runs++) {
      long start = cpu.getCurrentThreadCpuTime();
      LocalResult result = trainer.train(parameters, client, settings, runs);
      times[runs] = (cpu.getCurrentThreadCpuTime() - start) / 1e6 / iterations;
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] += result.delta()[i];
      }
      if (runs == 0) {
        System.out.printf("first client after %.2f s%n", (System.nanoTime() - begin) / 1e9);
      }
    }
    double[] warm = Arrays.copyOfRange(times, runs / 2, runs);
    Arrays.sort(warm);
    System.out.printf(
        "%s, batch %d: %.3f ms of CPU an iteration (median of %d clients; least %.3f)%n",
        model.name(), batchSize, warm[warm.length / 2], warm.length, warm[0]);
    long start = System.nanoTime();
    System.out.println(Evaluators.forModel(model, 2).evaluate(parameters, mnist.test()));
    System.out.printf("evaluated in %.2f s%n", (System.nanoTime() - start) / 1e9);
  }
}
